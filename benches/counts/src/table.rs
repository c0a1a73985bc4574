//! The table of the ways of counting.

use counts_bench::times::Times;

/// One way of counting, with how long each question took.
pub(crate) struct Case {
    name: &'static str,
    pub(crate) times: Times,
}

impl Case {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, times: Times::default() }
    }
}

/// The table. The first case is ours, and each ratio is another's median over ours.
pub(crate) fn text(cases: &[Case], about: &[(String, String)]) -> String {
    let ours = cases.first().map_or(f64::NAN, |case| case.times.at(0.5));
    let mut text =
        format!("# Headcounts at any two dates, measured on {}\n\n", chrono::Utc::now().format("%Y-%m-%d"));
    text += "Persons by town, stage and title at random pairs of a day and a position. C1 asks for 5 times the temporal table (goal 20) and for no \
             more than 3 times the bytes through memory.\n\n";
    text += "| way of counting | median ms | p99 ms | ÷ the census | questions |\n|---|--:|--:|--:|--:|\n";
    for case in cases {
        let (median, late) = (case.times.at(0.5), case.times.at(0.99));
        text += &format!(
            "| {} | {median:.3} | {late:.3} | {:.2}× | {} |\n",
            case.name,
            median / ours,
            case.times.count()
        );
    }
    text += "\n| measured on | |\n|---|---|\n";
    for (name, value) in about {
        text += &format!("| {name} | {value} |\n");
    }
    text + "\nThe table of the year answers year ends only, and only as known when it was made. The temporal table has the town of a person written into \
            each row; ours finds it in the tree as it stood.\n"
}
