use chrono::NaiveDate;

use crate::{EventId, code::HonourLevel, teacher::Teacher};

/// Words in the names of the honours that make a backbone teacher (M-41).
pub const BACKBONE: [&str; 6] = ["骨干", "学科带头人", "教学能手", "名师", "名教师", "特级教师"];

/// The honours of town level and above that make the person one of the backbone on a day.
pub fn backbone_honours(teacher: &Teacher, day: NaiveDate) -> Vec<EventId> {
    let honours = teacher.timeline().honours.on(day);
    let counts = honours.filter(|honour| {
        honour.value.level >= HonourLevel::Town
            && BACKBONE.iter().any(|word| honour.value.name.contains(word))
    });
    counts.map(|honour| honour.fact).collect()
}
