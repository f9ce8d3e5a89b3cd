//! What must not stand in addresses, which end in logs, histories and referrers.

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Action, Answer, Kind, Person, Visitor};

pub(super) const CODE_IN_ADDRESS: Attack = Attack {
    name: "code-in-address",
    does: "sends the code of a login in the address instead of the body, and looks whether the honest login has secrets in its addresses",
    standards: &["ASVS 5.0 14.2.1"],
    case: Some(Case {
        name: "apereo/cas, pull request 4945: the secret in the address of the picture",
        url: "https://github.com/apereo/cas/pull/4945",
    }),
    mend: "Read codes, passwords and tokens from the body or a header only, and put none into a redirect.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(code_in_address(trial)),
};

/// As evidence names them.
const SECRETS: [&str; 5] = ["<code>", "<password>", "<secret>", "<token>", "<uri>"];

async fn code_in_address(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    if let Some(seen) = seen_in_addresses(trial) {
        return broken(format!("the honest way has {seen} in an address"));
    }
    let code = trial.fresh_code(&mut ada.device).await?;
    let (answer, mut visitor) = in_address(trial, &ada.person, &code).await?;
    if trial.let_in(&answer, &mut visitor).await? {
        return broken("a code in the address of the request signs in");
    }
    // Whatever it did with that code, the next one has to work: then it was the place that was refused.
    match trial.sign_in(&mut ada).await {
        Ok(_) => held("a code in the address is not taken"),
        Err(Stop::Inconclusive(why)) => inconclusive(format!("after a code in the address: {why}")),
        Err(stop) => Err(stop),
    }
}

async fn in_address(trial: &mut Trial<'_>, person: &Person, code: &str) -> Result<(Answer, Visitor), Stop> {
    let (mut visitor, kind) = match trial.has_two_steps() {
        true => (trial.half(person).await?, Kind::SecondStep),
        false => (Visitor::new(person), Kind::LogIn),
    };
    let action = Action::new(kind).with_code(code).in_address("code");
    let answer = trial.ask("log in with the code in the address", &mut visitor, action).await?;
    Ok((answer, visitor))
}

/// The name of a secret that stood in the address of a request, or of a redirect, so far.
fn seen_in_addresses(trial: &Trial<'_>) -> Option<&'static str> {
    let exchanges = trial.deeds.iter().flat_map(|deed| &deed.exchanges);
    let addresses = exchanges.flat_map(|exchange| {
        let headers = exchange.response.iter().flat_map(|response| &response.headers);
        let redirects = headers.filter(|(name, _)| name.eq_ignore_ascii_case("location")).map(|(_, value)| value);
        std::iter::once(&exchange.request.path).chain(redirects)
    });
    addresses.flat_map(|address| SECRETS.into_iter().find(|secret| address.contains(secret))).next()
}
