//! Questions to a small city: who sees what, page by page, then as of a day and as known at an instant.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod city;

use city::{
    BUREAU, City, IDENTITY, NAMES, OTHER_SCHOOL, PROGRAMME, ROUND, SCHOOL, STUDIO, TOWN, at, candidacy, of,
    teacher,
};
use liangshi_api::auth::Role;
use serde_json::{Value, json};

fn names(connection: &Value) -> Vec<&str> {
    connection["nodes"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap_or("?")).collect()
}

#[tokio::test]
async fn one_query_goes_from_the_number_to_the_document() {
    let city = City::told().await;
    let query = "{ cohortBoard { asOf position rows {
        nominated confirmed inTraining certified inTerm value gap definition sentence { zh en }
        deadline deadlineInferred owner quote sentenceId target { number metric setBy { kind } }
        members(first: 10) { totalCount nodes {
            teacher { name } stage since term { from } organisation { name } countsAs
            evidence { kind recordedAt document { number issuer issued title } } } } } } }";
    let answer = city.data(&of(Role::ProgrammeManager), query).await;
    let board = &answer["cohortBoard"];
    assert_eq!(board["asOf"], "2022-06-01");
    assert_eq!(board["position"], city.views.position());
    let row = &board["rows"][0];
    let counts = ["nominated", "confirmed", "inTraining", "certified", "inTerm", "value", "gap"];
    assert_eq!(counts.map(|count| row[count].as_i64().unwrap()), [3, 2, 0, 2, 0, 2, 1]);
    assert_eq!(row["definition"], "CERTIFIED");
    assert!(row["sentence"]["zh"].as_str().unwrap().contains("曾被认定"));
    assert_eq!((&row["deadline"], &row["deadlineInferred"]), (&json!("2022-12-31"), &json!(true)));
    assert_eq!((&row["sentenceId"], &row["target"]["metric"]), (&json!("S-33"), &json!("M-23")));
    assert_eq!(row["members"]["totalCount"], 2);
    let first = &row["members"]["nodes"][0];
    assert_eq!(first["teacher"]["name"], NAMES[0]);
    assert_eq!((&first["stage"], &first["since"]), (&json!("CERTIFIED"), &json!("2022-05-01")));
    assert_eq!(first["organisation"]["name"], "莞城一小");
    assert_eq!(first["countsAs"], json!(["NOMINATED", "CONFIRMED", "CERTIFIED"]));
    let evidence = first["evidence"].as_array().unwrap();
    let kinds: Vec<_> = evidence.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["candidate.nominated", "candidate.confirmed", "candidate.certified"]);
    assert_eq!(evidence[2]["document"]["number"], "东教〔2022〕12号");
    assert_eq!(evidence[0]["document"], Value::Null);
}

#[tokio::test]
async fn the_named_pipelines_and_any_other_answer_alike() {
    let city = City::told().await;
    let query = "query { studioHosts(where: { stage: CERTIFIED }) { totalCount nodes { uuid } }
        pipeline(programme: \"studio-hosts\", where: { countsAs: CERTIFIED }) { totalCount nodes { uuid } }
        leadingTalents { totalCount } reservePrincipals { totalCount } }";
    let answer = city.data(&of(Role::BureauHr), query).await;
    assert_eq!(answer["studioHosts"], answer["pipeline"]);
    assert_eq!(answer["studioHosts"]["totalCount"], 2);
    assert_eq!(answer["leadingTalents"]["totalCount"], 0);
    let unknown = "{ pipeline(programme: \"nobody\") { totalCount } }";
    assert_eq!(city.code(&of(Role::BureauHr), unknown).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_list_is_read_to_its_end_page_by_page() {
    let city = City::told().await;
    let (mut after, mut read, mut pages) = ("null".to_owned(), Vec::new(), 0);
    loop {
        let query = format!(
            "{{ teachers(first: 3, after: {after}) {{ totalCount position asOf edges {{ cursor }} nodes {{ name }}
               pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let answer = city.data(&of(Role::BureauHr), &query).await;
        let page = &answer["teachers"];
        assert_eq!(page["totalCount"], 8);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], pages > 0);
        assert_eq!(
            page["pageInfo"]["endCursor"],
            page["edges"].as_array().unwrap().last().unwrap()["cursor"]
        );
        read.extend(names(page).into_iter().map(str::to_owned));
        pages += 1;
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
    assert_eq!((pages, read.len()), (3, 8));
    let mut sorted = read.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(read, sorted);
}

#[tokio::test]
async fn a_page_too_long_and_a_made_up_cursor_are_refused() {
    let city = City::told().await;
    for arguments in ["first: 201", "first: 0", "first: -1", "after: \"x\"", "after: \"W10\""] {
        for list in ["teachers", "organisations", "studioHosts", "programmes", "log"] {
            let query = format!("{{ {list}({arguments}) {{ pageInfo {{ hasNextPage }} }} }}");
            assert_eq!(city.code(&of(Role::BureauHr), &query).await, "BAD_USER_INPUT", "{query}");
        }
    }
}

#[tokio::test]
async fn a_unit_sees_its_own_and_what_it_does_not_see_is_not_there() {
    let city = City::told().await;
    let town = at(Role::TownHr, TOWN);
    let query = format!(
        "{{ teachers {{ totalCount nodes {{ name }} }} organisations {{ totalCount nodes {{ name }} }}
            own: teacher(by: {{ id: \"{}\" }}) {{ name service {{ workplace {{ name parent {{ name }} }} }} candidacies {{ stage }} }}
            other: teacher(by: {{ id: \"{}\" }}) {{ name }}
            number: teacher(by: {{ staffNumber: \"DG0007\" }}) {{ name }}
            school: organisation(by: {{ id: \"{OTHER_SCHOOL}\" }}) {{ name }}
            candidacy(id: \"{}\") {{ stage }} }}",
        teacher(0),
        teacher(7),
        candidacy(7),
    );
    let answer = city.data(&town, &query).await;
    assert_eq!(names(&answer["teachers"]), NAMES[..7]);
    assert_eq!(answer["teachers"]["totalCount"], 7);
    assert_eq!(names(&answer["organisations"]), ["莞城一小", "莞城街道"]);
    assert_eq!(
        answer["own"]["service"]["workplace"],
        json!({ "name": "莞城一小", "parent": { "name": "莞城街道" } })
    );
    assert_eq!(answer["own"]["candidacies"], json!([{ "stage": "CERTIFIED" }]));
    for hidden in ["other", "number", "school", "candidacy"] {
        assert_eq!(answer[hidden], Value::Null, "{hidden}");
    }
    let elsewhere = format!(
        "{{ organisations(where: {{ under: \"{BUREAU}\" }}) {{ totalCount }} teachers(where: {{ organisation: \"{OTHER_SCHOOL}\" }}) {{ totalCount }} }}"
    );
    let answer = city.data(&town, &elsewhere).await;
    assert_eq!(
        (&answer["organisations"]["totalCount"], &answer["teachers"]["totalCount"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn a_manager_of_a_part_gets_the_counts_of_that_part() {
    let city = City::told().await;
    let query = "{ cohortBoard { rows { nominated certified value gap members { totalCount nodes { teacher { name } } } } } }";
    let answer = city.data(&at(Role::ProgrammeManager, TOWN), query).await;
    let row = &answer["cohortBoard"]["rows"][0];
    assert_eq!(
        ["nominated", "certified", "value", "gap"].map(|count| row[count].as_i64().unwrap()),
        [2, 1, 1, 2]
    );
    assert_eq!(row["members"]["nodes"], json!([{ "teacher": { "name": NAMES[0] } }]));
}

#[tokio::test]
async fn lists_of_candidates_are_closed_to_those_who_do_not_run_programmes() {
    let city = City::told().await;
    for role in [Role::TownHr, Role::SchoolHr, Role::EthicsOfficer] {
        for query in ["{ cohortBoard { position } }", "{ studioHosts { totalCount } }"] {
            assert_eq!(city.code(&at(role, SCHOOL), query).await, "FORBIDDEN", "{role}");
        }
    }
    let candidacies =
        format!("{{ teacher(by: {{ id: \"{}\" }}) {{ candidacies {{ stage }} }} }}", teacher(0));
    let answer = city.data(&of(Role::EthicsOfficer), &candidacies).await;
    assert_eq!(answer["teacher"]["candidacies"], Value::Null);
}

#[tokio::test]
async fn an_identity_number_is_masked_for_everyone_and_a_birth_date_is_for_the_bureau() {
    let city = City::told().await;
    let query = format!(
        "{{ teacher(by: {{ identityNumber: \"{IDENTITY}\" }}) {{ name identityNumber birthDate birthYear age sex staffNumber }} }}"
    );
    let seen = |birth: Value| {
        json!({ "name": NAMES[0], "identityNumber": "441*************16", "birthDate": birth, "birthYear": 1880,
                "age": 142, "sex": "FEMALE", "staffNumber": "DG0000" })
    };
    assert_eq!(city.data(&of(Role::BureauHr), &query).await["teacher"], seen(json!("1880-01-01")));
    assert_eq!(city.data(&of(Role::ProgrammeManager), &query).await["teacher"], seen(Value::Null));
    assert_eq!(city.data(&at(Role::SchoolHr, SCHOOL), &query).await["teacher"], seen(Value::Null));
    let wrong = "{ teacher(by: { identityNumber: \"441900188001010017\" }) { name } }";
    assert_eq!(city.code(&of(Role::BureauHr), wrong).await, "IDENTITY_NUMBER_CHECK_DIGIT");
}

#[tokio::test]
async fn audit_sees_numbers_and_no_names_not_even_in_a_cursor() {
    let city = City::told().await;
    let auditor = of(Role::Auditor);
    let query = |after: &str| {
        format!(
            "{{ teachers(first: 3, after: {after}) {{ totalCount nodes {{ uuid name staffNumber identityNumber birthYear }} pageInfo {{ endCursor }} }} }}"
        )
    };
    let first = city.data(&auditor, &query("null")).await;
    assert_eq!(first["teachers"]["totalCount"], 8);
    assert_eq!(first["teachers"]["nodes"][0]["name"], Value::Null);
    assert_eq!(first["teachers"]["nodes"][0]["staffNumber"], Value::Null);
    let cursor = first["teachers"]["pageInfo"]["endCursor"].clone();
    let text = base64(cursor.as_str().unwrap());
    assert!(!NAMES.iter().any(|name| text.contains(name)), "{text}");
    let second = city.data(&auditor, &query(&cursor.to_string())).await;
    let uuids = |page: &Value| {
        let nodes = page["teachers"]["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["uuid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expected: Vec<_> = (0..6).map(|number| teacher(number).to_string()).collect();
    assert_eq!([uuids(&first), uuids(&second)].concat(), expected);
    for probe in [
        "{ teachers(where: { name: \"安\" }) { totalCount } }".to_owned(),
        "{ teacher(by: { staffNumber: \"DG0000\" }) { uuid } }".to_owned(),
        format!("{{ teacher(by: {{ identityNumber: \"{IDENTITY}\" }}) {{ uuid }} }}"),
    ] {
        assert_eq!(city.code(&auditor, &probe).await, "FORBIDDEN", "{probe}");
    }
}

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

#[tokio::test]
async fn a_bar_shows_its_reason_to_two_roles_and_its_end_to_a_programme_manager() {
    let city = City::told().await;
    city.barred().await;
    let query = format!(
        "{{ teacher(by: {{ id: \"{}\" }}) {{ barred barredUntil
            history(kinds: [BAR]) {{ kind detail from lastDay statedBy {{ kind document {{ title }} }} evidence {{ document {{ title }} }} }} }} }}",
        teacher(1)
    );
    let answer = city.data(&of(Role::EthicsOfficer), &query).await;
    let bar = &answer["teacher"]["history"][0];
    assert_eq!(bar["detail"]["reason"], "有偿补课");
    assert_eq!(bar["statedBy"]["document"]["title"], "关于有偿补课的处分");
    for role in [Role::TownHr, Role::Auditor] {
        let answer = city.data(&of(role), &query).await;
        let bar = &answer["teacher"]["history"][0];
        assert_eq!((&bar["from"], &bar["lastDay"]), (&json!("2022-05-20"), &json!("2024-05-19")));
        assert!(!answer.to_string().contains("补课"), "{answer}");
    }
    let answer = city.data(&of(Role::ProgrammeManager), &query).await;
    assert_eq!(answer["teacher"], json!({ "barred": true, "barredUntil": "2024-05-20", "history": [] }));
    let stream =
        format!("{{ log(stream: \"{}\") {{ nodes {{ kind document {{ title }} }} }} }}", teacher(1).stream());
    assert!(!city.data(&of(Role::ProgrammeManager), &stream).await.to_string().contains("补课"));
}

#[tokio::test]
async fn after_a_correction_the_old_answer_is_still_given_as_known_then() {
    let city = City::told().await;
    city.corrected().await;
    let count = |arguments: &str| format!("{{ teachers({arguments}) {{ totalCount asOf position }} }}");
    let hr = of(Role::BureauHr);
    let now = city.data(&hr, &count("asOf: \"2021-06-30\"")).await;
    assert_eq!(now["teachers"]["totalCount"], 7);
    assert_eq!(now["teachers"]["asOf"], "2021-06-30");
    let then = city.data(&hr, &count("asOf: \"2021-06-30\", knownAt: \"2022-06-30T00:00:00Z\"")).await;
    assert_eq!(then["teachers"]["totalCount"], 8);
    assert!(then["teachers"]["position"].as_i64() < now["teachers"]["position"].as_i64());
    let history = format!(
        "{{ teacher(by: {{ id: \"{}\" }}) {{
            valid: history(kinds: [EMPLOYMENT]) {{ from knownUntil flag evidence {{ kind }} }}
            recorded: history(kinds: [EMPLOYMENT], order: RECORDED) {{ from knownFrom knownUntil }}
            contradictions {{ kind flag }} services {{ from to title ftePercent evidence {{ kind }} }} }} }}",
        teacher(2)
    );
    let answer = city.data(&hr, &history).await;
    let person = &answer["teacher"];
    let evidence = json!([{ "kind": "teacher.hired" }, { "kind": "fact.corrected" }]);
    assert_eq!(
        person["valid"],
        json!([{ "from": "2021-09-01", "knownUntil": null, "flag": null, "evidence": evidence }])
    );
    let recorded = person["recorded"].as_array().unwrap();
    let from: Vec<_> = recorded.iter().map(|version| version["from"].as_str().unwrap()).collect();
    assert_eq!(from, ["2020-09-01", "2021-09-01"]);
    assert_eq!(recorded[0]["knownUntil"], recorded[1]["knownFrom"]);
    assert_eq!(person["contradictions"], json!([{ "kind": "ASSIGNMENT", "flag": "NO_SERVICE" }]));
    assert!(person["services"].as_array().unwrap().iter().any(|service| service["title"] == "SENIOR"));
    let board = "{ cohortBoard(asOf: \"2022-04-15\") { rows { nominated confirmed certified value } } }";
    let answer = city.data(&hr, board).await;
    assert_eq!(
        answer["cohortBoard"]["rows"][0],
        json!({ "nominated": 3, "confirmed": 2, "certified": 0, "value": 0 })
    );
}

#[tokio::test]
async fn a_question_waits_for_a_position_and_says_when_it_was_not_reached() {
    let city = City::told().await;
    let hr = of(Role::BureauHr);
    let reached = city.views.position();
    assert_eq!(
        city.data(&hr, &format!("{{ position teachers(minPosition: {reached}) {{ position }} }}")).await["position"],
        reached
    );
    let beyond = reached + 1;
    assert_eq!(
        city.code(&hr, &format!("{{ cohortBoard(minPosition: {beyond}) {{ position }} }}")).await,
        "STALE_READ"
    );
}

#[tokio::test]
async fn a_node_is_found_again_by_the_id_it_showed() {
    let city = City::told().await;
    let hr = of(Role::BureauHr);
    let shown = format!(
        "{{ teacher(by: {{ id: \"{}\" }}) {{ id service {{ evidence {{ id }} }} studios {{ role studioName studio {{ id }} }} }}
            organisation(by: {{ id: \"{SCHOOL}\" }}) {{ id staff(first: 2) {{ totalCount nodes {{ name }} }} }}
            programme(by: {{ slug: \"studio-hosts\" }}) {{ id rounds {{ id name {{ zh }} candidates {{ totalCount }} }} }}
            candidacy(id: \"{}\") {{ id programme {{ slug }} round {{ uuid }} nominatedBy {{ name }} }} }}",
        teacher(0),
        candidacy(0),
    );
    let answer = city.data(&hr, &shown).await;
    assert_eq!(answer["teacher"]["studios"][0]["role"], "HOST");
    assert_eq!(
        answer["organisation"]["staff"],
        json!({ "totalCount": 7, "nodes": [{ "name": NAMES[0] }, { "name": NAMES[1] }] })
    );
    assert_eq!(answer["programme"]["rounds"][0]["candidates"]["totalCount"], 3);
    assert_eq!(answer["candidacy"]["round"]["uuid"], ROUND.to_string());
    let ids = [
        &answer["teacher"]["id"],
        &answer["organisation"]["id"],
        &answer["programme"]["id"],
        &answer["programme"]["rounds"][0]["id"],
        &answer["candidacy"]["id"],
        &answer["teacher"]["studios"][0]["studio"]["id"],
        &answer["teacher"]["service"]["evidence"][0]["id"],
    ];
    let list: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let nodes = format!("{{ nodes(ids: [{}]) {{ __typename id uuid }} }}", list.join(","));
    let answer = city.data(&hr, &nodes).await;
    let found = answer["nodes"].as_array().unwrap();
    let types: Vec<_> = found.iter().map(|node| node["__typename"].as_str().unwrap()).collect();
    assert_eq!(types, ["Teacher", "Organisation", "Programme", "Round", "Candidacy", "Studio", "Event"]);
    assert!(found.iter().zip(ids).all(|(node, id)| &node["id"] == id));
    assert_eq!(found[2]["uuid"], PROGRAMME.to_string());
    let other = city.data(&at(Role::SchoolHr, OTHER_SCHOOL), &nodes).await;
    assert_eq!(other["nodes"][0], Value::Null);
    assert_eq!(other["nodes"][6], Value::Null);
    let many = format!("{{ nodes(ids: [{}]) {{ id }} }}", vec!["\"x\""; 101].join(","));
    assert_eq!(city.code(&hr, &many).await, "BAD_USER_INPUT");
    assert_eq!(city.code(&hr, "{ node(id: \"x\") { id } }").await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_studio_shows_its_members_to_those_who_may_see_them() {
    let city = City::told().await;
    let query = format!(
        "{{ studio(id: \"{STUDIO}\") {{ name termLastDay assessments organisation {{ name }} host {{ teacher {{ name }} evidence {{ kind }} }}
            members {{ role from lastDay teacher {{ name }} }} }} }}"
    );
    let answer = city.data(&of(Role::ProgrammeManager), &query).await;
    let studio = &answer["studio"];
    assert_eq!(studio["host"]["teacher"]["name"], NAMES[0]);
    assert_eq!(
        (&studio["termLastDay"], &studio["organisation"]["name"]),
        (&json!("2025-05-09"), &json!("莞城一小"))
    );
    assert_eq!(studio["members"][0]["teacher"]["name"], NAMES[7]);
    let town = city.data(&at(Role::TownHr, TOWN), &query).await;
    assert_eq!(town["studio"]["members"], json!([]));
    assert_eq!(city.data(&at(Role::SchoolHr, OTHER_SCHOOL), &query).await["studio"], Value::Null);
}

#[tokio::test]
async fn the_audit_list_is_newest_first_and_found_by_document() {
    let city = City::told().await;
    let hr = of(Role::BureauHr);
    let query = "{ log(document: \"东教〔2022〕12号\") { nodes { kind actor stream position } position } }";
    let answer = city.data(&hr, query).await;
    let nodes = answer["log"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 2);
    assert!(
        nodes.iter().all(|event| event["kind"] == "candidate.certified" && event["actor"] == "li.officer")
    );
    assert!(nodes[0]["position"].as_i64() > nodes[1]["position"].as_i64());
    let page = "{ log(first: 2) { nodes { position } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let answer = city.data(&hr, page).await;
    let cursor = &answer["log"]["pageInfo"]["endCursor"];
    let next =
        city.data(&hr, &format!("{{ log(first: 2, after: {cursor}) {{ nodes {{ position }} }} }}")).await;
    let head = city.views.position();
    assert_eq!(next["log"]["nodes"], json!([{ "position": head - 2 }, { "position": head - 3 }]));
    let before =
        city.data(&hr, "{ log(before: 3, kind: \"organisation.opened\") { nodes { position } } }").await;
    assert_eq!(before["log"]["nodes"], json!([{ "position": 2 }, { "position": 1 }]));
    assert_eq!(city.code(&at(Role::TownHr, TOWN), page).await, "FORBIDDEN");
    let own = format!("{{ log(stream: \"{}\") {{ nodes {{ kind }} }} }}", teacher(0).stream());
    assert_eq!(city.data(&at(Role::TownHr, TOWN), &own).await["log"]["nodes"].as_array().unwrap().len(), 4);
    let other = format!("{{ log(stream: \"{}\") {{ nodes {{ kind }} }} }}", teacher(7).stream());
    assert_eq!(city.code(&at(Role::TownHr, TOWN), &other).await, "FORBIDDEN");
}

#[tokio::test]
async fn code_lists_carry_their_labels() {
    let city = City::told().await;
    let answer = city
        .data(
            &of(Role::Auditor),
            "{ codes(list: \"ProgrammeStage\") { id name { zh } values { code name { zh en } } } }",
        )
        .await;
    let values = answer["codes"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), 18);
    assert_eq!(values[0]["name"], json!({ "zh": "推荐/申报", "en": "Nominated" }));
}

#[test]
fn the_schema_as_text_is_the_same_every_time() {
    let text = liangshi_api::schema_text();
    assert_eq!(text, liangshi_api::schema_text());
    for line in ["type Teacher implements Node {", "scalar Long @specifiedBy", "input TeacherBy @oneOf {"] {
        assert!(text.contains(line), "{line}");
    }
}
