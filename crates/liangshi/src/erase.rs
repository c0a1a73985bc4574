//! `liangshi erase`: a person's own values, for ever. What happened stays and counts as before.

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};
use clap::Args;
use liangshi_domain::{
    DecisionDocument, EventId, Origin, Refusal, Subject, TeacherId,
    teacher::{
        Teacher, TeacherCommand, TeacherRefusal,
        privacy::{ErasePersonalData, PrivacyCommand},
    },
};
use liangshi_eventstore::{Answer, Execution, execute};

use crate::{
    edge,
    store::{Place, Store},
};

/// Whom to erase, why, and by which document.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// The person, by UUID.
    #[arg(long)]
    teacher: TeacherId,
    /// Why. It is kept for ever and may not name the person.
    #[arg(long)]
    reason: String,
    /// The number of the decision document (文号). It is kept for ever and may not name the person.
    #[arg(long)]
    document: String,
    /// The office that issued the document.
    #[arg(long, default_value = "东莞市教育局")]
    issuer: String,
    /// Who erases; it stands as the actor of the event.
    #[arg(long)]
    by: String,
    /// Do not ask first.
    #[arg(long)]
    yes: bool,
}

/// What the program cannot reach. Said each time, because a copy forgotten undoes the erasing.
const ELSEWHERE: &str = "\
Copies this program does not reach; have them seen to:
  - backups of the key store made before now, if the log or a copy of it is kept too: together they give the values back
  - backups and copies of the views made before now; they hold the values in plain and can be left out, for they are built
    from the log
  - files that came in or went out with names: rosters, reports of imports, lists sent to others
  - what the database server and the machine keep of their own: archived WAL, snapshots of disks, dumps
Other processes that serve this registry forget the key within half a minute.";

pub(crate) async fn run(place: &Place, options: &Options) -> Result<()> {
    let store = place.open().await?;
    let outcome = erase(&store, options).await;
    store.close().await;
    let position = outcome?;
    println!("{} was erased at position {position}; its events stay and count as before", options.teacher);
    println!("{ELSEWHERE}");
    Ok(())
}

/// Erases, and answers the position of the event. What a run that died left undone is done again by asking again.
async fn erase(store: &Store, options: &Options) -> Result<i64> {
    if !options.yes && !confirmed(store, options).await? {
        bail!("nothing was erased");
    }
    let document = DecisionDocument {
        issuer: options.issuer.clone(),
        number: options.document.clone(),
        issued: None,
        title: None,
        digest: None,
    };
    let command = ErasePersonalData { reason: options.reason.trim().to_owned() };
    let command = TeacherCommand::Privacy(PrivacyCommand::ErasePersonalData(command));
    let execution = Execution {
        stream: options.teacher.stream(),
        command: &command,
        stamp: &edge::stamp(&options.by, Some(document)),
        expected: None,
        request: None,
        new_id: &edge::new_id,
    };
    match execute::<Teacher>(&store.log, execution).await.context("the log failed")? {
        Answer::Done(done) => {
            carry_out(store, options).await?;
            Ok(done.position)
        }
        Answer::Refused(refusal) => {
            if let TeacherRefusal::AlreadyErased { .. } = refusal {
                carry_out(store, options).await?;
            }
            bail!("{}: {} / {}", refusal.code(), refusal.zh(), refusal.en())
        }
        Answer::RefusedBeyond(reason) => bail!("{}: {} / {}", reason.code(), reason.zh(), reason.en()),
        Answer::Conflict { .. } | Answer::ClaimTaken { .. } | Answer::KeyReused => {
            bail!("the person's record keeps changing; nothing was erased, try again")
        }
    }
}

async fn carry_out(store: &Store, options: &Options) -> Result<()> {
    let (stream, reason) = (options.teacher.stream(), options.reason.trim());
    let destroyed = store.log.vault().destroy(&stream, &options.by, reason).await;
    destroyed.context("the erasing is recorded and the key is not destroyed yet; ask again")?;
    store.catch_up().await?;
    if !store.views.uncompacted().await?.is_empty() {
        eprintln!("no view shows the person; old bytes leave the views' files when nothing else uses them");
    }
    Ok(())
}

/// Asks at the terminal. The name is shown there and nowhere else.
async fn confirmed(store: &Store, options: &Options) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody can be asked here; say --yes when it is certain");
    }
    let name = name(store, options.teacher).await?;
    eprint!("Erase {name} ({}) for ever? Type `erase`: ", options.teacher);
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "erase")
}

async fn name(store: &Store, id: TeacherId) -> Result<String> {
    let mut subject = Subject::Teacher(id, Box::default());
    for event in store.log.stream(&id.stream(), 0).await? {
        let origin = Origin { position: event.position, id: EventId(event.id) };
        subject.evolve(&event.kind, &event.body, origin)?;
    }
    let Subject::Teacher(_, teacher) = subject else { return Ok(String::new()) };
    let name = teacher.timeline().identity.name_on(edge::today()).and_then(|name| name.known().cloned());
    Ok(name.unwrap_or_else(|| "a person without a name".to_owned()))
}

#[cfg(test)]
mod tests {
    use liangshi_domain::{
        Personal,
        code::Sex,
        teacher::identity::{IdentityCommand, RegisterTeacher},
    };
    use uuid::Uuid;

    use super::*;

    fn options(reason: &str) -> Options {
        Options {
            teacher: TeacherId(Uuid::from_u128(7)),
            reason: reason.to_owned(),
            document: "东教〔2022〕90号".to_owned(),
            issuer: "东莞市教育局".to_owned(),
            by: "li".to_owned(),
            yes: true,
        }
    }

    async fn register(store: &Store, id: TeacherId) {
        let person = RegisterTeacher {
            name: Personal::Known("李小明".to_owned()),
            identity: None,
            birth: None,
            sex: Sex::Unstated,
            staff_number: None,
        };
        let execution = Execution {
            stream: id.stream(),
            command: &TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person)),
            stamp: &edge::stamp("li", None),
            expected: None,
            request: None,
            new_id: &edge::new_id,
        };
        let answer = execute::<Teacher>(&store.log, execution).await.unwrap();
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    }

    #[tokio::test]
    async fn a_person_is_erased_once_and_nothing_is_left_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("registry.db").display());
        let store = Place { database, key_file: None }.open().await.unwrap();
        let asked = options("保存期限届满");
        register(&store, asked.teacher).await;
        store.catch_up().await.unwrap();
        assert_eq!(name(&store, asked.teacher).await.unwrap(), "李小明");

        let refused = erase(&store, &options("应李小明申请")).await.unwrap_err();
        assert!(refused.to_string().starts_with("TEXT_NAMES_PERSON"), "{refused}");
        assert_eq!(name(&store, asked.teacher).await.unwrap(), "李小明");

        assert_eq!(erase(&store, &asked).await.unwrap(), 2);
        assert_eq!(name(&store, asked.teacher).await.unwrap(), "a person without a name");
        assert_eq!(store.views.position(), 2);
        assert_eq!(store.views.uncompacted().await.unwrap(), Vec::<String>::new());
        let again = erase(&store, &asked).await.unwrap_err();
        assert!(again.to_string().starts_with("ALREADY_ERASED"), "{again}");
        store.close().await;
    }
}
