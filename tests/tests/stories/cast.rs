//! The people and places the stories are about. All of them are synthetic.

use liangshi_api::auth::Role;
use liangshi_tests::Story;
use serde_json::{Value, json};
use uuid::Uuid;

/// A registry with a town, two public schools, a private school and a closed one, on the first of March 2022.
pub(crate) struct Cast {
    pub(crate) story: Story,
    pub(crate) school: Value,
    pub(crate) other: Value,
    pub(crate) private: Value,
    pub(crate) closed: Value,
}

impl Cast {
    pub(crate) async fn gather(url: &str) -> Self {
        let story = Story::open(url, "2022-03-01T01:00:00Z").await;
        let school = opened(&story, "莞城第一小学", "PUBLIC").await;
        let other = opened(&story, "东城第二小学", "PUBLIC").await;
        let private = opened(&story, "南城育才学校", "PRIVATE").await;
        let closed = opened(&story, "万江旧小学", "PUBLIC").await;
        let input = json!({ "organisation": closed, "on": "2021-09-01" });
        let payload = story.mutate(Role::BureauHr, "organisationClose", input, "").await;
        assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
        Self { story, school, other, private, closed }
    }

    /// Does a mutation as the bureau's HR officer.
    pub(crate) async fn hr(&self, mutation: &str, input: Value) -> Value {
        self.story.mutate(Role::BureauHr, mutation, input, "").await
    }

    /// Registers a person and answers the id.
    pub(crate) async fn registered(&self, name: &str, number: &str) -> Value {
        let input = json!({ "name": name, "identityNumber": number, "sex": "FEMALE" });
        let payload = self.story.mutate(Role::BureauHr, "teacherRegister", input, "teacher { id }").await;
        assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
        payload["teacher"]["id"].clone()
    }

    /// Registers a person in service at the first school since 2010; answers the id and the event of the hire.
    pub(crate) async fn hired(&self, name: &str, number: &str) -> (Value, Value) {
        let teacher = self.registered(name, number).await;
        let payload = self.hr("teacherHire", self.hire(&teacher, "2010年9月")).await;
        assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
        (teacher, payload["events"][0].clone())
    }

    pub(crate) fn hire(&self, teacher: &Value, from: &str) -> Value {
        json!({
            "teacher": teacher, "organisation": self.school, "from": from, "source": "GRADUATE",
            "category": "FULL_TIME_TEACHER", "staffing": "ESTABLISHED",
        })
    }

    /// Proposes a full-time secondment for support teaching; answers the payload.
    pub(crate) async fn proposed(&self, teacher: &Value, at: &Value, from: &str, to: &str) -> Value {
        let input = json!({ "teacher": teacher, "kind": "SUPPORT_TEACHING", "organisation": at, "from": from, "to": to });
        self.hr("secondmentPropose", input).await
    }
}

async fn opened(story: &Story, name: &str, nature: &str) -> Value {
    let input =
        json!({ "description": { "name": name, "kind": "SCHOOL", "nature": nature }, "from": "2000-09-01" });
    let payload = story.mutate(Role::BureauHr, "organisationOpen", input, "organisation { id }").await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{payload}");
    payload["organisation"]["id"].clone()
}

/// The codes of the errors of a payload, or of the request when it never became one.
pub(crate) fn codes(payload: &Value) -> Vec<String> {
    let of_request =
        payload["errors"].as_array().into_iter().flatten().map(|error| &error["extensions"]["code"]);
    let of_payload = payload["userErrors"].as_array().into_iter().flatten().map(|error| &error["code"]);
    of_request.chain(of_payload).map(|code| code.as_str().unwrap_or("no code").to_owned()).collect()
}

/// Identity numbers with birth years nobody living has.
pub(crate) const LI: &str = "441900188001010016";
pub(crate) const WANG: &str = "441900189901150035";

/// Asks for something as the bureau's HR officer, sees it done, and answers the first event.
pub(crate) async fn done(cast: &Cast, mutation: &str, input: Value) -> Value {
    let payload = cast.hr(mutation, input).await;
    assert_eq!(codes(&payload), Vec::<String>::new(), "{mutation}: {payload}");
    payload["events"][0].clone()
}

/// Every view holds what one that is built anew from the log would.
pub(crate) async fn agrees(cast: &Cast) {
    for name in cast.story.views.names() {
        let check = cast.story.views.check(name, |_| {}).await.unwrap();
        assert!(check.agrees(), "{name} differs from one built anew");
    }
}

/// Asks a question as the bureau's HR officer.
pub(crate) async fn asked(cast: &Cast, query: &str, variables: Value) -> Value {
    let answer = cast.story.ask_as(Role::BureauHr, query, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].clone()
}

/// The plain id of an organisation, as a token names it.
pub(crate) async fn uuid_of(cast: &Cast, organisation: &Value) -> Uuid {
    let card = "query($by: OrganisationBy!) { organisation(by: $by) { uuid } }";
    let card = asked(cast, card, json!({ "by": { "id": organisation } })).await;
    card["organisation"]["uuid"].as_str().unwrap().parse().unwrap()
}

/// Asks as the officer of a school, who sees that school only.
pub(crate) async fn at_school(cast: &Cast, school: &Value, query: &str, variables: Value) -> Value {
    let token = cast.story.token(Role::SchoolHr, Some(uuid_of(cast, school).await));
    let (_, answer) =
        cast.story.send(&token, json!({ "query": query, "variables": variables }).to_string()).await;
    serde_json::from_str(&answer).unwrap()
}
