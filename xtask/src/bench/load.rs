//! A closed loop of connections that ask one question again and again.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// What one question cost.
pub(crate) struct Load {
    /// Answers in a second.
    pub(crate) rate: f64,
    /// Milliseconds for half of the answers.
    pub(crate) p50: f64,
    /// Milliseconds for all but one of a hundred.
    pub(crate) p99: f64,
}

/// Who is asked.
pub(crate) struct Target {
    host: String,
    path: String,
    token: String,
}

impl Target {
    pub(crate) fn new(address: &str, token: &str) -> Result<Self> {
        let rest = address.strip_prefix("http://").context("the address is not http")?;
        let (host, path) = rest.split_once('/').context("the address has no path")?;
        Ok(Self { host: host.to_owned(), path: format!("/{path}"), token: token.to_owned() })
    }

    /// Asks over so many connections for so long.
    pub(crate) fn load(&self, query: &str, connections: usize, time: Duration) -> Result<Load> {
        let request = self.request(query);
        let start = Barrier::new(connections);
        let asked: Vec<Result<Vec<f64>>> = thread::scope(|scope| {
            let asking = || {
                scope.spawn(|| {
                    let mut connection = self.connect();
                    start.wait();
                    ask(connection.as_mut().map_err(|error| anyhow::anyhow!("{error}"))?, &request, time)
                })
            };
            let threads: Vec<_> = (0..connections).map(|_| asking()).collect();
            let joined = threads.into_iter().map(|thread| match thread.join() {
                Ok(asked) => asked,
                Err(_) => bail!("a connection broke"),
            });
            joined.collect()
        });
        let mut times = Vec::new();
        for connection in asked {
            times.extend(connection?);
        }
        times.sort_by(f64::total_cmp);
        let at =
            |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0) * 1_000.0;
        Ok(Load { rate: times.len() as f64 / time.as_secs_f64(), p50: at(0.5), p99: at(0.99) })
    }

    fn connect(&self) -> Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(&self.host).with_context(|| format!("cannot reach {}", self.host))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }

    fn request(&self, query: &str) -> Vec<u8> {
        let body = format!(r#"{{"query":"{}"}}"#, query.replace('"', "\\\""));
        format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.path,
            self.host,
            self.token,
            body.len()
        )
        .into_bytes()
    }
}

/// Asks until the time is over; answers the seconds of each answer.
fn ask(connection: &mut BufReader<TcpStream>, request: &[u8], time: Duration) -> Result<Vec<f64>> {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        let asked = Instant::now();
        connection.get_mut().write_all(request)?;
        let answer = read(connection)?;
        times.push(asked.elapsed().as_secs_f64());
        if !answer.starts_with(b"{\"data\":") {
            bail!("the answer is no answer: {}", String::from_utf8_lossy(&answer[..answer.len().min(300)]));
        }
    }
    Ok(times)
}

fn read(connection: &mut BufReader<TcpStream>) -> Result<Vec<u8>> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line)? == 0 {
            bail!("the connection was closed");
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().context("no length")?;
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok(body)
}
