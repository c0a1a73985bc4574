//! Texts as officers type them, brought to one form before they are compared.

/// Full-width digits, letters and spaces become narrow ones, invisible characters go, and the ends are trimmed.
///
/// Chinese brackets and signs stay: they are part of names.
pub(crate) fn narrow(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    let narrowed: String = text.chars().filter_map(narrow_char).collect();
    narrowed.trim().to_owned()
}

fn narrow_char(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '－' | '．' | '／' => {
            char::from_u32(u32::from(c) - 0xFEE0)
        }
        '\u{3000}' | '\u{A0}' | '\t' | '\n' | '\r' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// The form in which labels, headers and names of units are compared: narrow, without spaces, capital, narrow brackets.
pub(crate) fn key(text: &str) -> String {
    let narrowed = narrow(text);
    let plain = narrowed.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '，' => ',',
        c => c.to_ascii_uppercase(),
    });
    plain.collect()
}

/// A person's name: the spaces that pad Chinese names of two characters go, those of other names stay.
pub(crate) fn name(text: &str) -> String {
    let narrowed = narrow(text);
    let padded = narrowed.chars().all(|c| c.is_whitespace() || !c.is_ascii());
    if padded {
        narrowed.split_whitespace().collect()
    } else {
        narrowed.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_invisible_characters_do_not_tell_texts_apart() {
        assert_eq!(narrow("\u{FEFF}　４４１９００Ｘ "), "441900X");
        assert_eq!(key(" 工作量（％） "), "工作量(%)");
        assert_eq!(narrow("第一中学（分校）"), "第一中学（分校）");
    }

    #[test]
    fn only_chinese_names_lose_their_inner_spaces() {
        assert_eq!(name("李　明"), "李明");
        assert_eq!(name("Anna  Li"), "Anna Li");
    }
}
