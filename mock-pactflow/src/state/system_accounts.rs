//! The rules of system accounts and of tokens.

use std::time::Duration;

use indexmap::IndexSet;
use jiff::SignedDuration;
use uuid::Uuid;

use super::users::check_text;
use super::{Refusal, Transaction};
use crate::model::{Access, Token, UserType};
use crate::role;

impl Transaction<'_> {
    /// A new system account, with the role `CI/CD`, in the default team, and with its two tokens.
    pub(crate) fn create_system_account(&mut self, name: &str) -> Result<Uuid, Refusal> {
        check_text("/name", name, "name-required")?;
        self.check_seat()?;
        let mut account = self.blank(UserType::SystemAccount, name);
        account.roles = IndexSet::from([role::CI_CD]);
        let uuid = self.add(account);
        for access in [Access::ReadOnly, Access::ReadWrite] {
            let token = Token {
                uuid: self.ids.uuid(),
                owner: uuid,
                access,
                value: self.ids.token(),
                expires_at: None,
            };
            self.store.insert_token(token);
        }
        Ok(uuid)
    }

    /// Gives the token a new value; the old one is worth nothing from now on. A token that could
    /// expire gets the same time again.
    pub(crate) fn regenerate_token(
        &mut self,
        uuid: Uuid,
        lifetime: Option<Duration>,
    ) -> Result<(), Refusal> {
        let mut token = self
            .store
            .tokens
            .get(&uuid)
            .ok_or_else(|| Refusal::not_found("token"))?
            .clone();
        token.value = self.ids.token();
        token.expires_at = lifetime.and_then(|lifetime| {
            let lifetime = SignedDuration::try_from(lifetime).ok()?;
            self.now.checked_add(lifetime).ok()
        });
        self.store.insert_token(token);
        Ok(())
    }
}
