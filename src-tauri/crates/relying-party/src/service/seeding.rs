//! Users with known secrets, many at once: for tests of other programs, and for benches.

use otp::{Algorithm, Digits, Parameters, Period, Secret};

use super::RelyingParty;
use super::journal::secret_context;
use crate::database::devices::DeviceRow;
use crate::database::users::UserRow;
use crate::database::{Writing, bulk};
use crate::rules::names::UserName;
use crate::{Call, DeviceId, Error, Rejection, UserId};

/// So many users are written in one transaction: others get their turn in between. Fewer would write every page of the
/// indexes many times more.
const AT_ONCE: usize = 100_000;

/// A user to be.
pub struct Seed {
    /// The name.
    pub name: String,
    /// The password's hash, as Argon2id's text form (PHC): whoever seeds thousands hashes once.
    pub password_hash: String,
    /// The secret of a device that counts at once.
    pub secret: Secret,
    /// What decides its codes; a kind by time.
    pub parameters: Parameters,
}

impl RelyingParty {
    /// Adds users with a confirmed device each; those whose name is taken are left out. Tells how many were added.
    ///
    /// # Errors
    /// [`Rejection::BadName`] where a name cannot be one; the transactions before it stay. Trouble of ours.
    pub async fn seed(
        &self,
        call: &Call,
        seeds: impl IntoIterator<Item = Seed, IntoIter: Send> + Send,
    ) -> Result<u64, Error> {
        let mut seeds = seeds.into_iter();
        let mut added = 0;
        loop {
            let some: Vec<Seed> = seeds.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                return Ok(added);
            }
            let mut db = self.database.write().await?;
            let rows = self.seeds_rows(&db, call, some)?;
            added += bulk::insert(&mut db, &call.tenant, &rows).await?;
            db.commit().await?;
        }
    }

    /// The numbers are as random as any, but rise with the rows: then the indexes are written in order.
    fn seeds_rows(&self, db: &Writing, call: &Call, seeds: Vec<Seed>) -> Result<Vec<(UserRow, DeviceRow)>, Error> {
        let mut users: Vec<UserId> = seeds.iter().map(|_| self.draw(UserId::random)).collect::<Result<_, _>>()?;
        let mut devices: Vec<DeviceId> = seeds.iter().map(|_| self.draw(DeviceId::random)).collect::<Result<_, _>>()?;
        users.sort_unstable();
        devices.sort_unstable();
        let rows = seeds.into_iter().zip(users.iter().zip(&devices));
        rows.map(|(seed, (user, device))| self.seed_rows(db, call, seed, (user, device))).collect()
    }

    fn seed_rows(
        &self,
        db: &Writing,
        call: &Call,
        seed: Seed,
        (user, device): (&UserId, &DeviceId),
    ) -> Result<(UserRow, DeviceRow), Error> {
        let name = UserName::new(&seed.name).ok_or(Rejection::BadName)?;
        let Parameters::Totp { algorithm, digits, period } = seed.parameters else {
            return Err(Rejection::NotAllowed.into());
        };
        let context = secret_context(call.tenant.as_str(), user.as_str(), device.as_str());
        let sealed = self.seal(db, seed.secret.expose(), &context)?;
        let name_of_device = "Authenticator".to_owned();
        let parameters = (algorithm, digits, period);
        let device = confirmed_device(call, (user, device), name_of_device, sealed, parameters);
        let user = UserRow {
            id: user.as_str().to_owned(),
            name: name.as_str().to_owned(),
            name_key: name.key().to_owned(),
            password_hash: seed.password_hash,
            created_at: call.seconds(),
            password_changed_at: call.seconds(),
            must_enrol: 0,
            without_device: 0,
            groups: "[]".to_owned(),
        };
        Ok((user, device))
    }
}

/// A device that counts from now on, and of which no code was taken yet.
pub(super) fn confirmed_device(
    call: &Call,
    (user, device): (&UserId, &DeviceId),
    name: String,
    sealed: Vec<u8>,
    (algorithm, digits, period): (Algorithm, Digits, Period),
) -> DeviceRow {
    let now = call.seconds();
    DeviceRow {
        tenant: call.tenant.as_str().to_owned(),
        id: device.as_str().to_owned(),
        user_id: user.as_str().to_owned(),
        name,
        sealed,
        algorithm: algorithm.to_string(),
        digits: i64::from(digits.value()),
        period: i64::from(period.seconds()),
        state: "active".to_owned(),
        created_at: now,
        expires_at: now,
        confirmed_at: now,
        last_step: -1,
        last_used_at: 0,
    }
}
