//! The columns of a roster, by the headers districts use.

/// Declares the columns: header, whether it must be filled in, and the other headers it is known by.
macro_rules! columns {
    ($($(#[$meta:meta])* $name:ident = $header:literal, $required:literal, [$($alias:literal),*];)*) => {
        /// A column of the roster, in the order of the template.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column {
            $($(#[$meta])* $name,)*
        }

        impl Column {
            /// Every column, in the order of the template.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The header of the template.
            pub fn header(self) -> &'static str {
                match self { $(Self::$name => $header,)* }
            }

            /// Whether each row must fill it in.
            pub fn is_required(self) -> bool {
                match self { $(Self::$name => $required,)* }
            }

            pub(crate) fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($alias),*],)* }
            }
        }
    };
}

columns! {
    /// The full name of the unit, as on its seal; it or the code is needed.
    Organisation = "单位全称", false, ["单位名称", "学校名称", "学校全称", "单位"];
    /// Its unified social credit code.
    OrganisationCode = "统一社会信用代码", false, ["信用代码", "单位代码"];
    /// The person's name.
    Name = "姓名", true, ["教师姓名"];
    /// The identity number.
    Identity = "身份证号", true, ["身份证号码", "公民身份号码", "身份证件号"];
    /// Sex.
    Sex = "性别", false, [];
    /// Birth date.
    Birth = "出生日期", false, ["出生年月", "出生年月日"];
    /// The bureau's staff number.
    StaffNumber = "教职工号", false, ["教工号", "职工号", "工号"];
    /// With or without an establishment post.
    Staffing = "用人形式", true, ["用工形式"];
    /// What the person does.
    Category = "教职工类别", true, ["人员类别"];
    /// Where the person came from.
    Source = "教职工来源", false, [];
    /// Since when at this unit.
    From = "进入现单位任教时间", true, ["进入现单位时间", "进本校年月", "进入本单位时间", "到校时间"];
    /// The stage taught.
    Stage = "主要任教学段", false, ["任教学段", "学段"];
    /// The subject taught.
    Subject = "主教学科", false, ["任教学科", "学科"];
    /// The post held.
    Post = "现任职务", false, ["行政职务", "职务"];
    /// Percent of a full post.
    Fte = "工作量(%)", false, ["工作量"];
    /// The professional title.
    Title = "现专业技术职称", false, ["现聘专业技术职称", "专业技术职称", "职称"];
    /// The day it was granted.
    TitleFrom = "职称评审通过时间", false, ["评审通过时间", "职称取得时间"];
    /// An honour.
    Honour = "荣誉名称", false, ["荣誉", "荣誉(名称)"];
    /// Who issued it.
    HonourIssuer = "荣誉颁发机关", false, ["颁发机关", "授予机关"];
    /// Its level, which follows from the issuer.
    HonourLevel = "荣誉级别", false, [];
    /// The day it was conferred.
    HonourOn = "荣誉授予时间", false, ["授予时间"];
}

impl Column {
    /// Its place in the template.
    pub fn place(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sheet::width::key;

    #[test]
    fn no_two_columns_answer_to_one_header() {
        let mut seen = HashSet::new();
        for column in Column::ALL {
            assert!(seen.insert(key(column.header())), "{}", column.header());
            assert!(column.aliases().iter().all(|alias| seen.insert(key(alias))), "{}", column.header());
        }
    }

    #[test]
    fn a_column_stands_at_its_place() {
        assert!(Column::ALL.iter().enumerate().all(|(place, column)| column.place() == place));
    }
}
