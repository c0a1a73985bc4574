//! Posts: what a quota rests on, who occupies it on every date, and what is held only for a time.

use liangshi_tests::on_each_database;
use serde_json::{Value, json};

use crate::cast::{Cast, LI, WANG, asked, codes};

const ZHAO: &str = "441900188002020013";

fn document(number: &str) -> Value {
    json!({ "issuer": "市委编办", "number": number })
}

async fn done(cast: &Cast, mutation: &str, input: Value) -> Value {
    let payload = cast.hr(mutation, input).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    payload
}

/// What stands in the books of a unit on a day: approved, occupied, vacant, over.
async fn books(cast: &Cast, unit: &Value, as_of: &str, known_at: Option<&str>) -> Value {
    let query = "query($unit: ID!, $asOf: Date, $knownAt: DateTime) { establishments(organisation: $unit, asOf: $asOf, knownAt: $knownAt) {
        approved occupied vacant over } }";
    asked(cast, query, json!({ "unit": unit, "asOf": as_of, "knownAt": known_at })).await["establishments"][0]
        .clone()
}

async fn approved(cast: &Cast, unit: &Value, posts: u32, from: &str) {
    done(cast, "quotaApprove", json!({ "organisation": unit, "posts": posts, "from": from })).await;
}

/// S-39: the quota is computed from the enrolment by the ratios in force, kept with its basis, and then approved.
async fn a_quota_rests_on_the_pupils_and_the_ratios_in_force(url: String) {
    let cast = Cast::gather(&url).await;
    let report = json!({ "organisation": cast.school, "year": 2022, "on": "2022-02-20",
        "pupils": [{ "stage": "PRIMARY", "pupils": 1901 }, { "stage": "JUNIOR", "pupils": 270 }] });
    done(&cast, "enrolmentReport", report).await;
    let compute = json!({ "organisation": cast.school, "year": 2022, "additions": 2 });
    assert_eq!(codes(&cast.hr("quotaCompute", compute.clone()).await), ["QUOTA_RATIO_MISSING"]);
    let switch = json!({ "rule": "R-10", "version": 1, "from": "2022-01-01", "document": document("东编〔2022〕1号") });
    done(&cast, "ruleActivate", switch).await;
    done(&cast, "quotaCompute", compute).await;
    approved(&cast, &cast.school, 123, "2022-03-01").await;
    let query =
        "query($unit: ID!) { establishments(organisation: $unit, asOf: \"2022-03-01\") { approved usedPercent
        computed { posts additions stages { stage pupils ratio posts } } evidence { kind } } }";
    let told = asked(&cast, query, json!({ "unit": cast.school })).await;
    let stages = json!([{ "stage": "PRIMARY", "pupils": 1901, "ratio": 19.0, "posts": 101 },
        { "stage": "JUNIOR", "pupils": 270, "ratio": 13.5, "posts": 20 }]);
    let expected = json!([{ "approved": 123, "usedPercent": 0.0,
        "computed": { "posts": 123, "additions": 2, "stages": stages }, "evidence": [{ "kind": "quota.approved" }] }]);
    assert_eq!(told["establishments"], expected);
}

/// S-40: who is hired into a post occupies it in the same append, on every date to come, and gives it back on leaving.
async fn a_hire_occupies_a_post_or_is_refused_as_a_whole(url: String) {
    let cast = Cast::gather(&url).await;
    approved(&cast, &cast.school, 1, "2022-01-01").await;
    let li = cast.registered("李小明", LI).await;
    let wang = cast.registered("王芳", WANG).await;
    let hired = done(&cast, "teacherHire", cast.hire(&li, "2022-09-01")).await;
    assert_eq!(hired["events"].as_array().unwrap().len(), 1, "the answer names the person's own event");
    assert_eq!(books(&cast, &cast.school, "2022-08-31", None).await["occupied"], json!(0));
    let full = json!({ "approved": 1, "occupied": 1, "vacant": 0, "over": 0 });
    assert_eq!(books(&cast, &cast.school, "2022-09-01", None).await, full);

    let refused = cast.hr("teacherHire", cast.hire(&wang, "2022-03-01")).await;
    assert_eq!(
        codes(&refused),
        ["ESTABLISHMENT_OVER_QUOTA"],
        "the first of September is a day to come: {refused}"
    );
    let mut beyond = cast.hire(&wang, "2022-03-01");
    beyond["document"] = document("东编〔2022〕7号");
    beyond["explanations"] = json!([{ "rule": "R-11", "text": "特批引进，2023年核增" }]);
    done(&cast, "teacherHire", beyond).await;
    assert_eq!(books(&cast, &cast.school, "2022-09-01", None).await["over"], json!(1));

    let end = json!({ "teacher": li, "lastDay": "2022-12-31", "reason": "RESIGNED" });
    done(&cast, "employmentEnd", end).await;
    assert_eq!(books(&cast, &cast.school, "2023-01-01", None).await, full);
    let third = cast.registered("赵敏", ZHAO).await;
    let again = cast.hr("teacherHire", cast.hire(&third, "2023-01-01")).await;
    assert_eq!(codes(&again), ["ESTABLISHMENT_OVER_QUOTA"], "one left and one is still there");
}

/// S-40: whoever was in service before the books were kept and was never booked may still leave a unit that is full by now.
async fn who_was_never_booked_may_leave_a_unit_that_is_full(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    approved(&cast, &cast.school, 1, "2022-01-01").await;
    let wang = cast.registered("王芳", WANG).await;
    done(&cast, "teacherHire", cast.hire(&wang, "2022-02-01")).await;
    let end = json!({ "teacher": li, "lastDay": "2022-06-30", "reason": "RESIGNED" });
    done(&cast, "employmentEnd", end).await;
    let over = async |as_of: &str| books(&cast, &cast.school, as_of, None).await["over"].clone();
    assert_eq!((over("2022-06-30").await, over("2022-07-01").await), (json!(1), json!(0)));
}

/// S-38: posts move between units on both sides at once, and the answer of before can still be asked.
/// S-40: who was in service before the books were kept is shown as not booked until it is done.
async fn posts_given_to_another_unit_balance(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    approved(&cast, &cast.school, 3, "2022-01-01").await;
    approved(&cast, &cast.other, 5, "2022-01-01").await;
    let query = "query($unit: ID!) { establishments(organisation: $unit) { unbooked { teacher { id } } holders { teacher { id } } } }";
    let told = asked(&cast, query, json!({ "unit": cast.school })).await["establishments"][0].clone();
    let him = json!([{ "teacher": { "id": li } }]);
    assert_eq!((&told["unbooked"], &told["holders"]), (&him, &him));
    done(&cast, "postOccupy", json!({ "organisation": cast.school, "teacher": li })).await;
    let told = asked(&cast, query, json!({ "unit": cast.school })).await["establishments"][0].clone();
    assert_eq!(told["unbooked"], json!([]));

    cast.story.at("2022-05-01T01:00:00Z");
    let give = |posts: u32| json!({ "organisation": cast.school, "to": cast.other, "posts": posts, "from": "2022-09-01" });
    assert_eq!(codes(&cast.hr("quotaTransfer", give(4)).await), ["QUOTA_TOO_SMALL"]);
    assert_eq!(codes(&cast.hr("quotaTransfer", give(3)).await), ["ESTABLISHMENT_OVER_QUOTA"]);
    done(&cast, "quotaTransfer", give(2)).await;
    let both = async |as_of: &str, known_at: Option<&str>| {
        let own = books(&cast, &cast.school, as_of, known_at).await["approved"].clone();
        (own, books(&cast, &cast.other, as_of, known_at).await["approved"].clone())
    };
    assert_eq!(both("2022-08-31", None).await, (json!(3), json!(5)));
    assert_eq!(both("2022-09-01", None).await, (json!(1), json!(7)));
    assert_eq!(both("2022-09-01", Some("2022-04-01T00:00:00Z")).await, (json!(3), json!(5)), "as known then");
}

/// S-37: the plan of a year names the departments that were consulted.
/// S-68: the structure of posts says how many senior posts there may be.
async fn a_plan_and_a_structure_stand_beside_the_quota(url: String) {
    let cast = Cast::gather(&url).await;
    approved(&cast, &cast.school, 9, "2022-01-01").await;
    let plan =
        json!({ "organisation": cast.school, "year": 2022, "posts": 8, "consulted": [], "on": "2022-02-01" });
    assert_eq!(
        codes(&cast.hr("establishmentPlanApprove", plan.clone()).await),
        ["ESTABLISHMENT_PLAN_NOT_CONSULTED"]
    );
    let mut consulted = plan;
    consulted["consulted"] = json!(["市委编办", "市人力资源社会保障局", "市财政局"]);
    done(&cast, "establishmentPlanApprove", consulted).await;
    let bands = |junior: u32| {
        json!({ "organisation": cast.school, "seniorPercent": 40, "middlePercent": 40, "juniorPercent": junior,
            "from": "2022-01-01" })
    };
    assert_eq!(codes(&cast.hr("postStructureRatioSet", bands(10)).await), ["POST_STRUCTURE_NOT_WHOLE"]);
    done(&cast, "postStructureRatioSet", bands(20)).await;
    let query = "query($unit: ID!, $asOf: Date) { establishments(organisation: $unit, asOf: $asOf) { plan { posts consulted }
        structure { seniorPercent seniorAllowed seniorTitled } } }";
    let told = asked(&cast, query, json!({ "unit": cast.school, "asOf": "2022-12-31" })).await;
    let plan = json!({ "posts": 8, "consulted": ["市委编办", "市人力资源社会保障局", "市财政局"] });
    let structure = json!({ "seniorPercent": 40, "seniorAllowed": 3, "seniorTitled": 0 });
    assert_eq!(told["establishments"], json!([{ "plan": plan, "structure": structure }]));
    let next = asked(&cast, query, json!({ "unit": cast.school, "asOf": "2023-01-01" })).await;
    assert_eq!(next["establishments"][0]["plan"], Value::Null, "a plan is for its year");

    let (li, _) = cast.hired("李小明", LI).await;
    done(&cast, "titleGrant", json!({ "teacher": li, "title": "SENIOR", "from": "2018-12-01" })).await;
    let post = json!({ "teacher": li, "organisation": cast.school, "title": "SENIOR", "grade": "PT-7", "from": "2022-03-01" });
    done(&cast, "titlePostAppoint", post).await;
    let fewer = json!({ "organisation": cast.school, "seniorPercent": 10, "middlePercent": 45, "juniorPercent": 45,
        "from": "2022-09-01" });
    done(&cast, "postStructureRatioSet", fewer).await;
    let used = "query($unit: ID!, $asOf: Date) { establishments(organisation: $unit, asOf: $asOf) { structure {
        seniorAllowed seniorAppointed seniorOverUsed middleAllowed middleAppointed juniorAllowed juniorAppointed } } }";
    let structure = async |as_of: &str| {
        let told = asked(&cast, used, json!({ "unit": cast.school, "asOf": as_of })).await;
        let told = &told["establishments"][0]["structure"];
        let of =
            |band: &str| (told[format!("{band}Allowed")].clone(), told[format!("{band}Appointed")].clone());
        (of("senior"), told["seniorOverUsed"].clone(), of("middle"), of("junior"))
    };
    let none = |allowed: u32| (json!(allowed), json!(0));
    assert_eq!(structure("2022-02-28").await, (none(3), json!(false), none(3), none(1)));
    assert_eq!(structure("2022-03-01").await, ((json!(3), json!(1)), json!(false), none(3), none(1)));
    assert_eq!(structure("2022-09-01").await, ((json!(0), json!(1)), json!(true), none(4), none(4)));
}

/// S-68, S-45: nobody is appointed to a senior post beyond the structure on any day, and what is freed may be given to the next.
async fn a_senior_post_beyond_the_structure_is_refused_until_one_is_free(url: String) {
    let cast = Cast::gather(&url).await;
    approved(&cast, &cast.school, 5, "2022-01-01").await;
    let structure = json!({ "organisation": cast.school, "seniorPercent": 20, "middlePercent": 40, "juniorPercent": 40,
        "from": "2022-01-01" });
    done(&cast, "postStructureRatioSet", structure).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王芳", WANG).await;
    for person in [&li, &wang] {
        done(&cast, "titleGrant", json!({ "teacher": person, "title": "SENIOR", "from": "2018-12-01" }))
            .await;
    }
    let post = |teacher: &Value, from: &str| json!({ "teacher": teacher, "organisation": cast.school, "title": "SENIOR", "grade": "PT-7", "from": from });
    let appointed = done(&cast, "titlePostAppoint", post(&li, "2022-09-01")).await;
    let refused = cast.hr("titlePostAppoint", post(&wang, "2022-03-01")).await;
    assert_eq!(
        codes(&refused),
        ["POST_BAND_OVER_USED"],
        "the first of September is a day to come: {refused}"
    );
    assert_eq!(refused["userErrors"][0]["rule"]["id"], json!("R-45"), "{refused}");

    let appointment = appointed["events"][0].clone();
    let relieve =
        json!({ "teacher": li, "appointment": appointment, "lastDay": "2022-12-31", "reason": "REASSIGNED" });
    done(&cast, "postRelieve", relieve).await;
    assert_eq!(codes(&cast.hr("titlePostAppoint", post(&wang, "2022-12-31")).await), ["POST_BAND_OVER_USED"]);
    done(&cast, "titlePostAppoint", post(&wang, "2023-01-01")).await;
    let query =
        "query($unit: ID!, $asOf: Date) { establishments(organisation: $unit, asOf: $asOf) { structure {
        seniorAllowed seniorAppointed seniorOverUsed } } }";
    for day in ["2022-12-31", "2023-01-01"] {
        let told = asked(&cast, query, json!({ "unit": cast.school, "asOf": day })).await;
        let one = json!({ "seniorAllowed": 1, "seniorAppointed": 1, "seniorOverUsed": false });
        assert_eq!(told["establishments"][0]["structure"], one, "{day}");
    }

    let void = json!({ "teacher": li, "voids": appointment, "reason": "聘任文件录入有误" });
    assert_eq!(codes(&cast.hr("factVoid", void).await), Vec::<String>::new());
    let first = cast.hr("titlePostAppoint", post(&li, "2022-03-01")).await;
    assert_eq!(codes(&first), ["POST_BAND_OVER_USED"], "from 2023 on the post is another's: {first}");
}

/// S-28: the pool has a balance on every day, no more is held than it has, and what is overdue is listed.
async fn a_turnover_pool_has_a_balance_and_shows_what_is_overdue(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let (wang, _) = cast.hired("王芳", WANG).await;
    let set =
        json!({ "organisation": cast.other, "name": "名优人才编制周转库", "posts": 1, "from": "2022-01-01" });
    done(&cast, "poolQuotaSet", set).await;
    let allocate = |teacher: &Value| json!({ "organisation": cast.other, "teacher": teacher, "workplace": cast.school, "from": "2022-02-01" });
    done(&cast, "poolPostAllocate", allocate(&li)).await;
    assert_eq!(codes(&cast.hr("poolPostAllocate", allocate(&wang)).await), ["POOL_QUOTA_EXCEEDED"]);
    let query =
        "query($asOf: Date) { pools(asOf: $asOf) { name posts balance allocations(overdueOnly: true) {
        teacher { id } due overdue organisation { id } } } }";
    let told = asked(&cast, query, json!({ "asOf": "2025-01-31" })).await;
    assert_eq!(
        told["pools"],
        json!([{ "name": "名优人才编制周转库", "posts": 1, "balance": 0, "allocations": [] }])
    );
    let late = asked(&cast, query, json!({ "asOf": "2025-02-01" })).await;
    let held = json!({ "teacher": { "id": li }, "due": "2025-02-01", "overdue": true, "organisation": { "id": cast.school } });
    assert_eq!(late["pools"][0]["allocations"], json!([held]));
    let release =
        json!({ "organisation": cast.other, "teacher": li, "on": "2023-01-01", "reason": "转入正式编制" });
    done(&cast, "poolPostRelease", release).await;
    let told = asked(&cast, query, json!({ "asOf": "2025-02-01" })).await;
    assert_eq!((&told["pools"][0]["balance"], &told["pools"][0]["allocations"]), (&json!(1), &json!([])));
}

/// S-16: when a school goes private, everybody who still occupies one of its posts is listed until it is settled.
async fn who_holds_a_post_of_a_school_gone_private_is_listed(url: String) {
    let cast = Cast::gather(&url).await;
    let (li, _) = cast.hired("李小明", LI).await;
    let query = "query($asOf: Date) { establishedInPrivate(asOf: $asOf) { teacher { id } organisation { id } evidence { kind } } }";
    assert_eq!(asked(&cast, query, json!({ "asOf": "2022-09-01" })).await["establishedInPrivate"], json!([]));
    let change = json!({ "organisation": cast.school, "nature": "PRIVATE", "from": "2022-09-01" });
    done(&cast, "organisationNatureChange", change).await;
    let listed = asked(&cast, query, json!({ "asOf": "2022-09-01" })).await;
    let him = json!({ "teacher": { "id": li }, "organisation": { "id": cast.school }, "evidence": [{ "kind": "teacher.hired" }] });
    assert_eq!(listed["establishedInPrivate"], json!([him]));
    let moved =
        json!({ "teacher": li, "organisation": cast.other, "from": "2022-10-01", "staffing": "ESTABLISHED" });
    done(&cast, "teacherTransfer", moved).await;
    assert_eq!(asked(&cast, query, json!({ "asOf": "2022-10-01" })).await["establishedInPrivate"], json!([]));
}

on_each_database!(
    a_quota_rests_on_the_pupils_and_the_ratios_in_force,
    a_hire_occupies_a_post_or_is_refused_as_a_whole,
    who_was_never_booked_may_leave_a_unit_that_is_full,
    posts_given_to_another_unit_balance,
    a_plan_and_a_structure_stand_beside_the_quota,
    a_senior_post_beyond_the_structure_is_refused_until_one_is_free,
    a_turnover_pool_has_a_balance_and_shows_what_is_overdue,
    who_holds_a_post_of_a_school_gone_private_is_listed,
);
