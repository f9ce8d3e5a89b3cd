//! The OpenAPI document: what all operations have in common is said here, once.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, Header, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Ref,
    RefOr, Response, ResponseBuilder, Type,
};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::ProblemBody;

const ABOUT: &str = "Two-factor sign-in: passwords, one-time codes, backup codes, codes sent out of band.\n\n\
    A password gives a half login, whose token is good for the second step only; the second step gives a full session \
    with a token of its own. Tokens go into `Authorization: Bearer`, never into a URL. Pages use a cookie instead; then \
    a change needs JSON and a matching `Origin` or `Sec-Fetch-Site`.\n\n\
    Every error is `application/problem+json` (RFC 9457) with a stable `code`. Every bad credential gets the same one. \
    What is no HTTP, or has too long an address or head, ends the connection with an empty 400, 414 or 431.";

/// An empty document with what is not an operation.
pub(super) fn start() -> OpenApi {
    let bearer = |text: &str| {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build();
        SecurityScheme::Http(scheme)
    };
    let components = ComponentsBuilder::new()
        .schema(ProblemBody::name(), ProblemBody::schema())
        .security_scheme("session", bearer("The token of a session: of a half login, or a full one."))
        .security_scheme("admin", bearer("The admin token the server told at its start."))
        .build();
    let info = InfoBuilder::new()
        .title("Countersign relying party")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// The document as JSON, with the answers every operation may give.
pub(super) fn of(mut document: OpenApi) -> String {
    for (path, item) in &mut document.paths.paths {
        let is_admin = path.contains("/admin/") || path.contains("/control/");
        for (is_change, operation) in operations(item) {
            complete(operation, is_change, is_admin);
        }
    }
    // Plain data without a map whose keys are not texts: nothing can go wrong.
    document.to_pretty_json().unwrap_or_default()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let changes = [item.post.as_mut(), item.put.as_mut(), item.patch.as_mut(), item.delete.as_mut()];
    let changes = changes.into_iter().flatten().map(|operation| (true, operation));
    item.get.as_mut().map(|operation| (false, operation)).into_iter().chain(changes)
}

fn complete(operation: &mut Operation, is_change: bool, is_admin: bool) {
    let is_secured = operation.security.as_ref().is_some_and(|all| !all.is_empty());
    let has_body = operation.request_body.is_some();
    let is_id = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(parameter) if parameter.name == "id" || parameter.name == "name");
    let has_id = operation.parameters.as_ref().is_some_and(|all| all.iter().any(is_id));
    let said = [
        (true, "400", "The request is not readable."),
        (is_secured, "401", "There is no session of this token, or it is not the admin token."),
        (
            (is_secured && !is_admin) || is_change,
            "403",
            "This session may not do that, or the change is from elsewhere.",
        ),
        (has_id, "404", "There is nothing of the caller's under this name."),
        (true, "413", "The body is too large."),
        (is_change, "415", "The body is not JSON."),
        (true, "421", "The server does not answer under this name."),
        (has_body, "422", "The body is JSON, but not what this needs."),
        (is_change && !is_admin, "429", "Too many wrong tries."),
        (true, "500", "Something failed on the server; nothing was accepted."),
        (true, "503", "The server is stopping, or the request took too long."),
    ];
    let responses = &mut operation.responses.responses;
    for (_, status, text) in said.into_iter().filter(|(is_so, ..)| *is_so) {
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(text, status)));
    }
    for (status, response) in responses.iter_mut() {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5']) && response.content.is_empty() {
            *response = problem(&response.description.clone(), status);
        }
        let number = header("The number of the request in the log.", Type::String);
        response.headers.insert("X-Request-Id".to_owned(), RefOr::T(number));
    }
}

fn problem(text: &str, status: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build();
    let response = ResponseBuilder::new().description(text).content("application/problem+json", content);
    let response = match status {
        "401" => response.header("WWW-Authenticate", header("How to say who one is.", Type::String)),
        _ => response,
    };
    response.build()
}

fn header(text: &str, kind: Type) -> Header {
    let mut header = Header::new(ObjectBuilder::new().schema_type(kind).build());
    header.description = Some(text.to_owned());
    header
}
