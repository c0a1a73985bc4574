//! On what the figures were measured.

use std::{
    fs::{self, File},
    io::{Seek, Write},
    time::Instant,
};

use anyhow::Result;

use crate::place;

/// Cores, processor, memory and how long the disk takes to say that something is on it.
pub fn describe() -> Result<Vec<(String, String)>> {
    let cores = std::thread::available_parallelism()?.get().to_string();
    let (p50, p99) = fsync()?;
    Ok(vec![
        ("cores".into(), cores),
        ("processor".into(), field("/proc/cpuinfo", "model name")),
        ("memory".into(), field("/proc/meminfo", "MemTotal")),
        (
            "load average at the start".into(),
            fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned(),
        ),
        ("fsync of 8 KiB".into(), format!("p50 {p50:.0} µs, p99 {p99:.0} µs")),
    ])
}

fn field(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
    line.map_or_else(|| "unknown".into(), |(_, value)| value.trim().to_owned())
}

/// Microseconds for half of the writes, and for all but one of a hundred.
fn fsync() -> Result<(f64, f64)> {
    let folder = place::folder()?;
    let mut file = File::create(folder.path().join("fsync"))?;
    let page = [1; 8_192];
    // The file has its length first, as a write-ahead log has.
    file.write_all(&vec![0; 8_192 * 512])?;
    file.sync_all()?;
    file.rewind()?;
    let mut times = Vec::new();
    for _ in 0..500 {
        file.write_all(&page)?;
        let begun = Instant::now();
        file.sync_data()?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok((times[250], times[495]))
}
