//! What a replay holds at its peak. It is measured in a process that does nothing else.

use std::{env, fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::ours::Ours;

/// What a child that only replays came to.
pub struct Peak {
    pub events: u64,
    /// MiB resident before the first event was read.
    pub before: f64,
    /// MiB resident at the peak.
    pub peak: f64,
}

/// Replays so many events in a process of its own.
pub fn measure(url: &str, events: u64) -> Result<Peak> {
    let output = Command::new(env::current_exe()?)
        .args(["replay", "--events", &events.to_string()])
        .env("LOG_BENCH_URL", url)
        .output()
        .context("cannot start a process that replays")?;
    if !output.status.success() {
        bail!("the replay failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let mut words = text.split_whitespace();
    let mut next = || words.next().context("the replay said nothing");
    Ok(Peak { events: next()?.parse()?, before: next()?.parse()?, peak: next()?.parse()? })
}

/// The child: replays and says what it held.
pub async fn replay(url: &str, events: u64) -> Result<()> {
    let ours = Ours::open(url).await?;
    let before = resident("VmHWM:")?;
    let read = ours.replay(events).await?;
    println!("{read} {before} {}", resident("VmHWM:")?);
    ours.close().await;
    Ok(())
}

fn resident(name: &str) -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no memory figure")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}
