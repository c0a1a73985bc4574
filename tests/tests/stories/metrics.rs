//! Metrics as data: asked of any day, with everyone who counts, everyone who does not and why, and what was not handed in.

use liangshi_api::auth::Role;
use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes, done};

const CERTIFIED: &str = "query($asOf: Date, $knownAt: DateTime, $by: [MetricDimension!]) {
    metric(id: \"M-05\", asOf: $asOf, knownAt: $knownAt, by: $by) { value denominator percent digest tree version { number }
        groups { keys { code organisation { name } } value denominator percent }
        members { teacher { name } organisation { name } } exclusions { condition persons teachers { name } }
        coverage { due submitted missing { name } } } }";

/// S-57, S-75: a share says of whom it is, who counts, who does not and for which reason, and which schools handed nothing in; as known
/// then it keeps its answer and its digest.
async fn a_share_names_everyone_it_counts_and_everyone_it_leaves_out(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let (wang, _) = cast.hired("王二", WANG).await;
    for teacher in [&li, &wang] {
        let work = json!({ "teacher": teacher, "organisation": cast.school, "stage": "PRIMARY", "from": "2021-09-01", "primary": true });
        done(&cast, "teacherAssign", work).await;
    }
    done(&cast, "credentialRecord", json!({ "teacher": li, "kind": "TEACHING", "from": "2015-06-01" })).await;
    let day = json!({ "asOf": "2022-02-01", "by": ["UNIT"] });
    let told = asked(&cast, CERTIFIED, day.clone()).await["metric"].clone();
    assert_eq!(
        (&told["value"], &told["denominator"], &told["percent"]),
        (&json!(1), &json!(2), &json!("50.0"))
    );
    let name = |name: &str| json!([{ "name": name }]);
    let one = json!([{ "teacher": { "name": "李一" }, "organisation": { "name": "莞城第一小学" } }]);
    assert_eq!(told["members"], one);
    assert_eq!(
        told["exclusions"],
        json!([{ "condition": "credential", "persons": 1, "teachers": name("王二") }])
    );
    assert_eq!(told["groups"][0]["keys"][0]["organisation"]["name"], "莞城第一小学");
    assert_eq!(
        (&told["groups"][0]["value"], &told["groups"][0]["denominator"]),
        (&json!(1), &json!(2)),
        "{told}"
    );
    assert_eq!(told["coverage"]["submitted"], 0);
    assert_eq!(told["coverage"]["due"], json!(told["coverage"]["missing"].as_array().map(Vec::len)));

    let leave =
        json!({ "teacher": wang, "kind": "MATERNITY", "from": "2022-01-10", "lastDay": "2022-06-30" });
    cast.story.at("2022-04-01T01:00:00Z");
    done(&cast, "leaveStart", leave).await;
    let now = asked(&cast, CERTIFIED, day).await["metric"].clone();
    assert_eq!((&now["percent"], &now["exclusions"][0]["condition"]), (&json!("100.0"), &json!("on_leave")));
    let then = json!({ "asOf": "2022-02-01", "knownAt": "2022-03-31T00:00:00Z", "by": ["UNIT"] });
    let again = asked(&cast, CERTIFIED, then).await["metric"].clone();
    assert_eq!(
        (&again["percent"], &again["digest"], &again["tree"]),
        (&told["percent"], &told["digest"], &told["tree"])
    );
    assert_ne!(now["digest"], told["digest"]);
}

const REVISED: &str = r#"
id = "M-05"
name = { zh = "专任教师持证率", en = "Certified full-time teachers" }
[[versions]]
version = 2
from = 2022-03-01
over = "SERVICE"
basis = "WORKPLACE"
time = "POINT"
share = true
covered_within_days = 366
of = { category = ["FULL_TIME_TEACHER"] }
counts = { credential = ["TEACHING", "SPECIAL_EDUCATION"] }
sentence = { zh = "特殊教育教师证书也计入", en = "A special-education certificate counts too" }
"#;

/// S-75: a metric is revised by a document from a day on; a day before is counted as it was, and what was published keeps the version
/// it was counted by.
async fn a_metric_that_is_revised_counts_earlier_days_as_before(url: String) {
    const BY: &str =
        "query($asOf: Date, $version: Int) { metric(id: \"M-05\", asOf: $asOf, version: $version) {
        value version { number definedBy { document { number } } } } }";
    const REPORTS: &str = "{ reports { defined version published publishedOf reproduces now } }";
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let special = json!({ "teacher": li, "kind": "SPECIAL_EDUCATION", "from": "2015-06-01" });
    done(&cast, "credentialRecord", special).await;
    let publish = json!({ "title": "2021年度持证率", "metric": "DEFINED", "question": { "defined": "M-05", "version": 1 }, "asOf": "2021-12-31" });
    done(&cast, "reportPublish", publish).await;
    let document = json!({ "issuer": "东莞市教育局", "number": "东教〔2022〕40号" });
    let revise = |toml: &str| json!({ "toml": toml, "document": document });
    let unknown = cast.hr("metricRevise", revise(&REVISED.replace("credential =", "certificate ="))).await;
    assert_eq!(codes(&unknown), ["POLICY_UNKNOWN_KEY"], "{unknown}");
    done(&cast, "metricRevise", revise(REVISED)).await;
    assert_eq!(codes(&cast.hr("metricRevise", revise(REVISED)).await), ["METRIC_VERSION_OUT_OF_TURN"]);
    let counted =
        |as_of: &str, version: Value| asked(&cast, BY, json!({ "asOf": as_of, "version": version }));
    let before = counted("2022-02-28", Value::Null).await["metric"].clone();
    assert_eq!((&before["value"], &before["version"]["number"]), (&json!(0), &json!(1)));
    let after = counted("2022-03-01", Value::Null).await["metric"].clone();
    assert_eq!(
        (&after["value"], &after["version"]["definedBy"]["document"]["number"]),
        (&json!(1), &json!("东教〔2022〕40号"))
    );
    let old = counted("2022-03-01", json!(1)).await["metric"].clone();
    assert_eq!(old["value"], json!(0), "the version may be named");
    let report = json!([{ "defined": "M-05", "version": 1, "published": 0, "publishedOf": 1, "reproduces": true, "now": 0 }]);
    assert_eq!(asked(&cast, REPORTS, json!({})).await["reports"], report);
}

/// S-75: every metric of the catalogue either counts persons at any two dates or names the question that answers, which is there.
async fn every_metric_of_the_catalogue_can_be_asked(url: String) {
    const ALL: &str = "{ metrics { id name { zh } versions { over field } }
        __schema { queryType { fields { name } } } }";
    const ONE: &str = "query($id: String!) { metric(id: $id, by: [TOWN, TITLE], asOf: \"2022-03-01\") { value percent digest
        groups { value } exclusions { condition persons } } }";
    let cast = Cast::gather(&url).await;
    cast.hired("李一", LI).await;
    let all = asked(&cast, ALL, json!({})).await;
    let fields: Vec<_> = all["__schema"]["queryType"]["fields"].as_array().into_iter().flatten().collect();
    let metrics = all["metrics"].as_array().cloned().unwrap_or_default();
    assert!(metrics.len() > 25, "only {} metrics", metrics.len());
    for metric in metrics {
        let version = &metric["versions"][0];
        if version["over"] == "FIELD" {
            let there = fields.iter().any(|field| field["name"] == version["field"]);
            assert!(there, "{metric} names a question that is not there");
            continue;
        }
        let told = asked(&cast, ONE, json!({ "id": metric["id"] })).await["metric"].clone();
        let everyone =
            ["M-01", "M-02", "M-03", "M-04", "M-30"].contains(&metric["id"].as_str().unwrap_or_default());
        assert_eq!(told["value"], json!(i32::from(everyone)), "{metric}: {told}");
    }
    let refused = cast.story.ask_as(Role::TownHr, ONE, json!({ "id": "M-73" })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], json!("FORBIDDEN"), "{refused}");
    // What is counted elsewhere is no zero, and what does not fit the metric is not passed over.
    const FIT: &str = "query($id: String!, $programme: String, $year: Int) { metric(id: $id, programme: $programme, year: $year) { value } }";
    for (asked, said) in [
        (json!({ "id": "M-00" }), "M-00"),
        (json!({ "id": "M-10" }), "establishments"),
        (json!({ "id": "M-02", "year": 2022 }), "asOf"),
        (json!({ "id": "M-02", "programme": "studio-hosts" }), "M-02"),
        (json!({ "id": "M-24", "programme": "no-such" }), "no-such"),
    ] {
        let refused = cast.story.ask_as(Role::BureauHr, FIT, asked.clone()).await;
        let error = &refused["errors"][0]["extensions"];
        assert_eq!(error["code"], json!("BAD_USER_INPUT"), "{asked}: {refused}");
        let zh = error["zh"].as_str().unwrap_or_default();
        assert!(zh.contains(said), "{asked}: {zh}");
    }
}

/// S-14, S-41: teachers beside pupils, school by school, with how far the schools lie apart; the city's figure is of all together.
async fn schools_are_measured_by_the_standard_of_balanced_education(url: String) {
    const STANDARD: &str = "{ standard(asOf: \"2022-02-01\") { name { zh } indicators { code stage atLeast reached variation even
        schools { organisation { name } pupils teachers perHundred reached } } } }";
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李一", LI).await;
    let work = json!({ "teacher": li, "organisation": cast.school, "stage": "PRIMARY", "subject": "22", "from": "2021-09-01", "primary": true });
    done(&cast, "teacherAssign", work).await;
    let bachelor =
        json!({ "teacher": li, "education": "21", "degree": "404", "fullTime": true, "on": "2005-07-01" });
    done(&cast, "degreeRecord", bachelor).await;
    for (school, pupils) in [(&cast.school, 20), (&cast.other, 60)] {
        let report = json!({ "organisation": school, "year": 2022, "on": "2022-01-20", "pupils": [{ "stage": "PRIMARY", "pupils": pupils }] });
        done(&cast, "enrolmentReport", report).await;
    }
    let told = asked(&cast, STANDARD, json!({})).await["standard"].clone();
    assert_eq!(told["name"]["zh"], "义务教育优质均衡");
    let of = |code: &str| {
        let all = told["indicators"].as_array().cloned().unwrap_or_default();
        all.into_iter().find(|one| one["code"] == code && one["stage"] == "PRIMARY").unwrap_or_default()
    };
    let degree = of("higher-degree");
    let school = |name: &str, pupils: i32, teachers: i32, figure: f64| json!({ "organisation": { "name": name }, "pupils": pupils, "teachers": teachers, "perHundred": figure, "reached": figure > 4.2 });
    let mut schools = degree["schools"].as_array().cloned().unwrap_or_default();
    schools.sort_by_key(|school| school["pupils"].as_i64());
    assert_eq!(schools[0], school("莞城第一小学", 20, 1, 5.0));
    assert_eq!((&schools[1]["pupils"], &schools[1]["perHundred"]), (&json!(60), &json!(0.0)));
    // One for eighty is 1.25 for a hundred; a quarter of the pupils has 5 and the rest 0, which is the square root of 3 apart.
    assert_eq!(
        (&degree["reached"], &degree["variation"], &degree["even"]),
        (&json!(1), &json!(1.73), &json!(false))
    );
    let sport = of("sport-and-arts");
    assert_eq!((&sport["atLeast"], &sport["reached"]), (&json!(0.9), &json!(1)));
    assert_eq!(of("backbone")["variation"], json!(null), "nobody counts");
}

on_each_database! {
    schools_are_measured_by_the_standard_of_balanced_education,
    a_share_names_everyone_it_counts_and_everyone_it_leaves_out,
    a_metric_that_is_revised_counts_earlier_days_as_before,
    every_metric_of_the_catalogue_can_be_asked,
}
