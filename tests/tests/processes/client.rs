//! A client of several processes: it asks again, with the same key, until it knows what became of its request.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use uuid::Uuid;

/// What a client may be told that leaves its request open. Everything else would be a mistake of this test.
const OPEN: [&str; 7] = [
    "INTERNAL",
    "OUTCOME_UNKNOWN",
    "OVERLOADED",
    "UNAVAILABLE",
    "DATABASE_UNAVAILABLE",
    "TRY_AGAIN",
    "TIMEOUT",
];
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a request may stay open before the test gives up.
const AT_MOST: Duration = Duration::from_secs(60);

/// Where the processes are; one that was started again has another address.
pub(crate) type Addresses = Arc<Mutex<Vec<SocketAddr>>>;

/// What became of a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done { events: Vec<Uuid>, version: i64, position: i64, repeated: bool },
    Refused(Vec<String>),
}

/// A mutation that was resolved.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) outcome: Outcome,
    /// Which process said so, and when.
    pub(crate) by: usize,
    pub(crate) at: Instant,
    /// Why it was asked again, each time.
    pub(crate) doubts: Vec<String>,
}

pub(crate) struct Client {
    addresses: Addresses,
    token: String,
    connection: Option<(SocketAddr, BufReader<TcpStream>)>,
}

impl Client {
    pub(crate) fn new(addresses: Addresses, token: &str) -> Self {
        Self { addresses, token: token.to_owned(), connection: None }
    }

    /// Does a mutation, first at one process and then at any, until it is resolved.
    pub(crate) async fn mutate(&mut self, first: usize, mutation: &str, input: &Value) -> Resolved {
        let (mut by, mut doubts, begun) = (first, Vec::new(), Instant::now());
        let processes = self.addresses.lock().unwrap().len();
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ events version position repeated userErrors {{ code }} }} }}"
        );
        let body = json!({ "query": query, "variables": { "input": input } }).to_string();
        loop {
            match self.ask(by, &body).await.map(|answer| outcome(&answer, mutation)) {
                Ok(Ok(outcome)) => return Resolved { outcome, by, at: Instant::now(), doubts },
                Ok(Err(code)) => doubts.push(code),
                Err(error) => doubts.push(format!("{:?}", error.kind())),
            }
            assert!(begun.elapsed() < AT_MOST, "{mutation} {input} stays open: {doubts:?}");
            by = (by + 1) % processes;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks one process once.
    pub(crate) async fn ask(&mut self, process: usize, body: &str) -> io::Result<Value> {
        let address = self.addresses.lock().unwrap()[process];
        let connection = self.connection.take().filter(|(to, _)| *to == address);
        let asked = tokio::time::timeout(PATIENCE, async {
            let mut stream = match connection {
                Some((_, stream)) => stream,
                None => connected(address).await?,
            };
            let (answer, lasts) = exchange(&mut stream, address, &self.token, body).await?;
            io::Result::Ok((answer, lasts.then_some((address, stream))))
        });
        let (answer, connection) = asked.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        self.connection = connection;
        Ok(answer)
    }
}

async fn connected(address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

/// One request and its answer, and whether the connection may be used again.
async fn exchange(
    stream: &mut BufReader<TcpStream>,
    address: SocketAddr,
    token: &str,
    body: &str,
) -> io::Result<(Value, bool)> {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.get_mut().write_all(format!("{head}{body}").as_bytes()).await?;
    let (mut length, mut lasts, mut line) = (0, true, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let field = line.trim_end().to_ascii_lowercase();
        if field.is_empty() {
            break;
        }
        if let Some(value) = field.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        lasts &= field != "connection: close";
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).await?;
    Ok((serde_json::from_slice(&answer)?, lasts))
}

/// What an answer says, or the code that leaves it open.
fn outcome(answer: &Value, mutation: &str) -> Result<Outcome, String> {
    if let Some(error) = answer["errors"].get(0) {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(OPEN.contains(&code), "{answer}");
        return Err(code.to_owned());
    }
    let payload = &answer["data"][mutation];
    let refusals = payload["userErrors"].as_array().unwrap();
    if !refusals.is_empty() {
        let code = |error: &Value| error["code"].as_str().unwrap().to_owned();
        return Ok(Outcome::Refused(refusals.iter().map(code).collect()));
    }
    Ok(Outcome::Done {
        events: payload["events"].as_array().unwrap().iter().map(event_id).collect(),
        version: payload["version"].as_i64().unwrap(),
        position: payload["position"].as_i64().unwrap(),
        repeated: payload["repeated"].as_bool().unwrap(),
    })
}

/// The event a global id names.
fn event_id(id: &Value) -> Uuid {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_str().unwrap()).unwrap()).unwrap();
    text.strip_prefix("Event:").unwrap().parse().unwrap()
}
