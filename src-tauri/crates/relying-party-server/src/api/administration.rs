//! What an administrator may do with users, and the ticket for the pages.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{NewUser, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Json, Query};
use super::sessions::Password;
use super::shapes::{User, all};
use super::text::{NameText, PasswordText, Text};
use crate::admin::{Admin, TICKET_SECONDS};
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .routes(routes!(users, add))
        .routes(routes!(user, delete))
        .routes(routes!(reset_second_factor))
        .routes(routes!(unlock))
        .routes(routes!(set_password))
        .routes(routes!(policy))
        .routes(routes!(clean))
        .routes(routes!(ticket))
}

/// Which users.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Page {
    /// The name after which to begin.
    #[serde(default)]
    after: String,
    /// At most so many.
    #[serde(default = "fifty")]
    #[param(maximum = 500, default = 50)]
    most: u32,
}

fn fifty() -> u32 {
    50
}

/// Users by name.
#[utoipa::path(get, path = "/admin/users", tag = "administration", security(("admin" = [])), params(Page),
    responses((status = 200, description = "The users.", body = Vec<User>)))]
async fn users(admin: Admin, Query(page): Query<Page>) -> Answer<Answered<Vec<User>>> {
    let views = admin.party.users(&admin.call, &page.after, super::journal::at_most_500(page.most)?).await?;
    Ok(Answered(all(views)))
}

/// A user to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddUser {
    username: NameText,
    password: PasswordText,
    /// The groups contextual rules look at.
    #[serde(default)]
    groups: Vec<Text<64>>,
}

/// Adds a user.
#[utoipa::path(post, path = "/admin/users", tag = "administration", security(("admin" = [])), request_body = AddUser,
    responses(
        (status = 201, description = "The user was added.", body = User),
        (status = 409, description = "The name is taken."),
))]
async fn add(admin: Admin, Json(new): Json<AddUser>) -> Answer<(StatusCode, Answered<User>)> {
    let groups: Vec<String> = new.groups.iter().map(|group| group.to_string()).collect();
    let new = NewUser { name: &new.username, password: &new.password, groups: &groups };
    let view = admin.party.add_user(&admin.call, &new).await?;
    Ok((StatusCode::CREATED, Answered(view.into())))
}

/// One user.
#[utoipa::path(get, path = "/admin/users/{id}", tag = "administration", security(("admin" = [])),
    params(("id" = String, Path, description = "The `id` of a user.")),
    responses((status = 200, description = "The user.", body = User)))]
async fn user(admin: Admin, Id(id): Id) -> Answer<Answered<User>> {
    let view = admin.party.user(&admin.call, &UserId::claimed(&id)).await?;
    Ok(Answered(view.into()))
}

/// Removes a user and all that is theirs, but for the journal.
#[utoipa::path(delete, path = "/admin/users/{id}", tag = "administration", security(("admin" = [])),
    params(("id" = String, Path, description = "The `id` of a user.")),
    responses((status = 204, description = "The user is gone.")))]
async fn delete(admin: Admin, Id(id): Id) -> Answer<StatusCode> {
    admin.party.delete_user(&admin.call, &UserId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a user's second factor away; the next login has to enrol.
#[utoipa::path(post, path = "/admin/users/{id}/reset-second-factor", tag = "administration",
    security(("admin" = [])), params(("id" = String, Path, description = "The `id` of a user.")),
    responses((status = 204, description = "It is gone.")))]
async fn reset_second_factor(admin: Admin, Id(id): Id) -> Answer<StatusCode> {
    admin.party.reset_second_factor(&admin.call, &UserId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a user's wrong tries: every way of signing in is open again.
#[utoipa::path(post, path = "/admin/users/{id}/unlock", tag = "administration", security(("admin" = [])),
    params(("id" = String, Path, description = "The `id` of a user.")),
    responses((status = 204, description = "It is open.")))]
async fn unlock(admin: Admin, Id(id): Id) -> Answer<StatusCode> {
    admin.party.unlock(&admin.call, &UserId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a user's password. Their sessions end, the second factor stays.
#[utoipa::path(post, path = "/admin/users/{id}/password", tag = "administration", security(("admin" = [])),
    request_body = Password, params(("id" = String, Path, description = "The `id` of a user.")),
    responses((status = 204, description = "It is set.")))]
async fn set_password(admin: Admin, Id(id): Id, Json(given): Json<Password>) -> Answer<StatusCode> {
    admin.party.set_password(&admin.call, &UserId::claimed(&id), &given.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the server decides by.
#[utoipa::path(get, path = "/admin/policy", tag = "administration", security(("admin" = [])),
    responses((status = 200, description = "The policy, as in a configuration file.", body = Object)))]
async fn policy(admin: Admin) -> Answered<relying_party::policy::Policy> {
    Answered((*admin.party.policy()).clone())
}

/// What was thrown away.
#[derive(Serialize, ToSchema)]
struct ThrownAway {
    sessions: u64,
    devices: u64,
    rejected_codes: u64,
    journal_entries: u64,
}

/// Throws away what has ended, and with control the tenants nobody uses. The server does so by itself every minute.
#[utoipa::path(post, path = "/admin/clean", tag = "administration", security(("admin" = [])),
    responses((status = 200, description = "How much there was.", body = ThrownAway)))]
async fn clean(admin: Admin, state: State) -> Answer<Answered<ThrownAway>> {
    if let Some(control) = &state.settings.control {
        state.worlds.drop_idle(control.idle_seconds).await;
    }
    let cleaned = admin.party.clean(&admin.call).await?;
    Ok(Answered(ThrownAway {
        sessions: cleaned.sessions,
        devices: cleaned.devices,
        rejected_codes: cleaned.rejected_codes,
        journal_entries: cleaned.journal_entries,
    }))
}

/// A ticket for the administrator's pages.
#[derive(Serialize, ToSchema)]
struct Ticket {
    /// To be posted to /admin/sign-in, once.
    ticket: String,
    /// In seconds.
    expires_in: u64,
}

/// Makes a ticket that opens the administrator's pages once.
#[utoipa::path(post, path = "/admin/tickets", tag = "administration", security(("admin" = [])),
    responses((status = 201, description = "The ticket.", body = Ticket)))]
async fn ticket(_: Admin, state: State) -> Answer<(StatusCode, Answered<Ticket>)> {
    let ticket = state.admin_sessions.ticket(&state, state.clock.now())?;
    Ok((StatusCode::CREATED, Answered(Ticket { ticket: ticket.to_string(), expires_in: TICKET_SECONDS })))
}
