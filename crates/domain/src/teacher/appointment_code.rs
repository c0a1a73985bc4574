//! The closed lists of appointments, and the grades of posts.

use crate::code::{Band, Title, codes};

codes! {
    /// The kind of post (岗位类别).
    pub enum PostKind {
        Professional = "PROFESSIONAL", "专业技术岗位", "professional post";
        Management = "MANAGEMENT", "管理岗位", "management post";
        Worker = "WORKER", "工勤技能岗位", "worker post";
    }

    /// A post of the leadership of a school (校级职务). A secretary who is principal too holds two.
    pub enum LeadershipPost {
        Secretary = "SECRETARY", "党组织书记", "party secretary";
        DeputySecretary = "DEPUTY_SECRETARY", "党组织副书记", "deputy party secretary";
        Principal = "PRINCIPAL", "校（园）长", "principal";
        VicePrincipal = "VICE_PRINCIPAL", "副校（园）长", "vice principal";
        MiddleHead = "MIDDLE_HEAD", "中层正职", "head of a department";
        MiddleDeputy = "MIDDLE_DEPUTY", "中层副职", "deputy head of a department";
    }

    /// How a person is chosen for a post.
    pub enum AppointmentMethod {
        OpenSelection = "OPEN_SELECTION", "公开选聘", "open selection";
        Competition = "COMPETITION", "竞聘上岗", "competition within the unit";
        Designation = "DESIGNATION", "委任", "designation";
        Election = "ELECTION", "选举", "election";
        Contract = "CONTRACT", "聘任", "contract";
    }

    /// Why a person leaves a post.
    pub enum ReliefReason {
        TermEnded = "TERM_ENDED", "聘期（任期）届满", "end of term";
        Reassigned = "REASSIGNED", "另有任用", "appointed elsewhere";
        Resigned = "RESIGNED", "本人辞去", "resigned";
        Removed = "REMOVED", "免职", "removed";
        AgeLimit = "AGE_LIMIT", "到龄退出", "age limit";
        Succeeded = "SUCCEEDED", "改聘其他专业技术岗位", "another professional post took its place";
        LeftUnit = "LEFT_UNIT", "离开本单位", "left the unit";
    }

    /// Which way a grade changes.
    pub enum GradeChange {
        Raised = "RAISED", "高聘", "raised";
        Lowered = "LOWERED", "低聘", "lowered";
    }

    /// When a term is assessed.
    pub enum TermPoint {
        InTerm = "IN_TERM", "聘中考核", "within the term";
        EndOfTerm = "END_OF_TERM", "聘期届满考核", "at the end of the term";
    }

    /// What an assessment of a term finds.
    pub enum TermResult {
        Excellent = "EXCELLENT", "优秀", "excellent";
        Qualified = "QUALIFIED", "合格", "qualified";
        Unqualified = "UNQUALIFIED", "不合格", "unqualified";
    }

    /// Why a term is not followed by another.
    pub enum TermEnd {
        Expired = "EXPIRED", "聘期届满未续", "expired";
        Declined = "DECLINED", "本人不续聘", "declined by the person";
        NotRenewed = "NOT_RENEWED", "单位不续聘", "not renewed by the unit";
    }
}

/// The kind of post a grade of C-31 belongs to, and its number: the smaller the higher. Nothing when no list has the grade.
pub(crate) fn grade(code: &str) -> Option<(PostKind, u32)> {
    let (series, number) = code.split_once('-')?;
    let number: u32 = number.parse().ok()?;
    match (series, number) {
        ("PT", 1..=13) => Some((PostKind::Professional, number)),
        ("MG", 1..=10) => Some((PostKind::Management, number)),
        // Whoever has no skill grade yet (普通工) stands below the five grades.
        ("WK", 0) => Some((PostKind::Worker, 6)),
        ("WK", 1..=5) => Some((PostKind::Worker, number)),
        _ => None,
    }
}

/// The professional grades a title makes eligible for, highest first (C-31).
pub(crate) fn grades_of(title: Title) -> std::ops::RangeInclusive<u32> {
    match title {
        Title::Professor => 1..=4,
        Title::Senior => 5..=7,
        Title::First => 8..=10,
        Title::Second => 11..=12,
        Title::Third => 13..=13,
    }
}

/// The band of a grade of C-31; nothing when it is not of a professional post.
pub fn band(code: &str) -> Option<Band> {
    let (PostKind::Professional, number) = grade(code)? else { return None };
    let title = Title::ALL.iter().find(|title| grades_of(**title).contains(&number))?;
    Some(match title {
        Title::Professor | Title::Senior => Band::Senior,
        Title::First => Band::Middle,
        Title::Second | Title::Third => Band::Junior,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::builtin;

    #[test]
    fn grades_and_bands_are_those_of_the_list() {
        let lists = builtin::code_lists().unwrap();
        let ladder = lists.iter().find(|list| list.id == "C-31").unwrap();
        for value in &ladder.values {
            let is_grade = value.group.as_deref().is_some_and(|group| group.ends_with("-post"));
            assert_eq!(grade(&value.code).is_some(), is_grade, "{}", value.code);
            if let Some(title) = Title::ALL.iter().find(|title| title.code() == value.code) {
                let band: Vec<_> = grades_of(*title).map(|number| format!("PT-{number}")).collect();
                assert_eq!(value.maps_to, band, "{}", value.code);
            }
        }
        assert_eq!(grade("PT-14"), None);
    }

    #[test]
    fn every_professional_grade_has_a_band_and_no_other_has() {
        let bands: Vec<_> = (1..=13).filter_map(|number| band(&format!("PT-{number}"))).collect();
        let of = |wanted| bands.iter().filter(|band| **band == wanted).count();
        assert_eq!((of(Band::Senior), of(Band::Middle), of(Band::Junior)), (7, 3, 3));
        assert_eq!((band("MG-5"), band("PT-14")), (None, None));
    }
}
