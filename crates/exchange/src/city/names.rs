use liangshi_domain::code::Sex;

use super::dice::Dice;

const SURNAMES: [(&str, u32); 40] = [
    ("陈", 12),
    ("李", 10),
    ("张", 8),
    ("王", 8),
    ("黄", 8),
    ("林", 6),
    ("刘", 6),
    ("梁", 5),
    ("吴", 5),
    ("何", 4),
    ("叶", 4),
    ("罗", 4),
    ("袁", 3),
    ("谢", 3),
    ("邓", 3),
    ("周", 3),
    ("杨", 3),
    ("钟", 3),
    ("赵", 2),
    ("郑", 2),
    ("朱", 2),
    ("曾", 2),
    ("卢", 2),
    ("莫", 2),
    ("尹", 2),
    ("方", 2),
    ("温", 1),
    ("冯", 1),
    ("徐", 1),
    ("孙", 1),
    ("胡", 1),
    ("郭", 1),
    ("马", 1),
    ("高", 1),
    ("宋", 1),
    ("唐", 1),
    ("许", 1),
    ("韩", 1),
    ("欧阳", 1),
    ("祁", 1),
];
const FEMALE: [&str; 24] = [
    "婷", "敏", "静", "丽", "芳", "燕", "玲", "慧", "雪", "琳", "颖", "洁", "娟", "霞", "萍", "怡", "欣",
    "佩", "莹", "淑", "惠", "珊", "蕾", "倩",
];
const MALE: [&str; 24] = [
    "伟", "强", "军", "杰", "辉", "涛", "明", "鹏", "斌", "超", "勇", "健", "峰", "亮", "浩", "志", "俊",
    "锋", "宇", "波", "庆", "毅", "坚", "豪",
];
const SHARED: [&str; 16] =
    ["文", "华", "晓", "春", "嘉", "海", "国", "玉", "建", "永", "思", "子", "家", "少", "景", "锦"];

/// A name from the closed list.
pub(crate) fn person(dice: &mut Dice, sex: Sex) -> String {
    let own = if sex == Sex::Male { &MALE } else { &FEMALE };
    let surname = dice.weighed(&SURNAMES);
    let last = dice.one_of(own);
    if dice.chance(250) {
        return format!("{surname}{last}");
    }
    let middle = if dice.chance(600) { dice.one_of(&SHARED) } else { dice.one_of(own) };
    format!("{surname}{middle}{last}")
}

const WORDS: [&str; 40] = [
    "明德",
    "启智",
    "晨曦",
    "弘文",
    "育才路",
    "翠湖",
    "金桂",
    "望江",
    "凤凰",
    "青禾",
    "博雅",
    "和风",
    "星河",
    "松韵",
    "荷塘",
    "崇实",
    "求真",
    "致远",
    "润泽",
    "朝阳路",
    "枫林",
    "云岭",
    "锦绣",
    "智汇",
    "百花",
    "芳草",
    "新蕾",
    "竹溪",
    "春晖",
    "砺行",
    "厚德",
    "静远",
    "海棠",
    "银杏",
    "南山",
    "东篱",
    "清源",
    "知行",
    "泽文",
    "雅正",
];

/// The nth invented word for the schools of one kind in a town. It never comes twice.
pub(crate) fn school_word(nth: usize, town: usize) -> String {
    let word = WORDS[(nth + town * 7) % WORDS.len()];
    match nth / WORDS.len() {
        0 => word.to_owned(),
        round => format!("{word}第{}", ["二", "三", "四", "五", "六", "七", "八", "九"][(round - 1) % 8]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_word_never_comes_twice_in_a_town() {
        let words: HashSet<_> = (0..300).map(|nth| school_word(nth, 5)).collect();
        assert_eq!(words.len(), 300);
    }

    #[test]
    fn names_have_two_to_four_characters() {
        let mut dice = Dice::new(1, 1);
        let names = (0..500).map(|nth| person(&mut dice, if nth % 2 == 0 { Sex::Male } else { Sex::Female }));
        assert!(names.map(|name| name.chars().count()).all(|length| (2..=4).contains(&length)));
    }
}
