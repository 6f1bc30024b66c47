//! The rules of roles: which can be given, which can be changed, which stay.

use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::{Value, json};
use uuid::Uuid;

use super::users::check_text;
use super::{FieldError, Refusal, Refused, Transaction};
use crate::body::Field;
use crate::model::Role;
use crate::role;

/// What `POST` and `PUT` of a role carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RoleFields {
    pub(crate) name: Field<String>,
    pub(crate) description: Field<String>,
    /// The scopes, where the request lists any.
    pub(crate) permissions: Option<Vec<String>>,
}

impl Transaction<'_> {
    /// Makes these the user's roles, and no others.
    pub(crate) fn set_roles(&mut self, user: Uuid, wanted: &[Uuid]) -> Result<(), Refusal> {
        self.check_assignable(
            wanted
                .iter()
                .enumerate()
                .map(|(index, role)| (format!("/roles/{index}"), *role)),
        )?;
        let present = self.user(user)?.roles.clone();
        let wanted: IndexSet<Uuid> = wanted.iter().copied().collect();
        for role in wanted.difference(&present) {
            self.give(user, *role);
        }
        for role in present.difference(&wanted) {
            self.take(user, *role);
        }
        Ok(())
    }

    /// Adds one role; giving it again changes nothing.
    pub(crate) fn add_role(&mut self, user: Uuid, role: Uuid) -> Result<(), Refusal> {
        self.user(user)?;
        if !self.store.roles.contains_key(&role) {
            return Err(Refusal::not_found("role"));
        }
        self.check_assignable([(String::new(), role)])?;
        self.give(user, role);
        Ok(())
    }

    /// Takes one role away; 404 where the user does not have it.
    pub(crate) fn remove_role(&mut self, user: Uuid, role: Uuid) -> Result<(), Refusal> {
        if !self.user(user)?.roles.contains(&role) {
            return Err(Refusal::not_found("role"));
        }
        self.take(user, role);
        Ok(())
    }

    pub(crate) fn create_role(&mut self, fields: RoleFields) -> Result<Uuid, Refusal> {
        let name = self.check_role(&fields, None)?;
        let uuid = self.ids.uuid();
        self.changed(
            "+role_definitions",
            uuid,
            name.clone(),
            Value::Null,
            json!({ "name": name }),
        );
        let role = Role {
            uuid,
            name,
            description: fields.description.into_option(),
            permissions: fields.permissions.unwrap_or_default(),
            predefined: false,
            created_at: self.now,
            updated_at: self.now,
        };
        self.store.roles.insert(uuid, Arc::new(role));
        Ok(uuid)
    }

    /// Changes a role. The permissions of the role `SCIM` are fixed.
    pub(crate) fn update_role(&mut self, uuid: Uuid, fields: RoleFields) -> Result<(), Refusal> {
        let before = self
            .store
            .roles
            .get(&uuid)
            .ok_or_else(|| Refusal::not_found("role"))?
            .clone();
        let name = self.check_role(&fields, Some(&before))?;
        let mut after = (*before).clone();
        after.name = name;
        match fields.description {
            Field::Absent => {}
            description => after.description = description.into_option(),
        }
        if let Some(permissions) = fields.permissions {
            after.permissions = permissions;
        }
        let fixed = [role::scim(), role::TEAM_ADMINISTRATOR].contains(&uuid);
        if fixed && after.permissions != before.permissions {
            let detail = format!(
                "The permissions of the role {} cannot be changed.",
                before.name
            );
            return Err(Refusal::unprocessable(detail, "scim-role-fixed"));
        }
        let subject = || before.name.clone();
        if after.name != before.name {
            self.changed(
                "~role_definitions.name",
                uuid,
                subject(),
                json!(before.name),
                json!(after.name),
            );
        }
        if after.description != before.description {
            let (old, new) = (json!(before.description), json!(after.description));
            self.changed("~role_definitions.description", uuid, subject(), old, new);
        }
        if after.permissions != before.permissions {
            let (old, new) = (json!(before.permissions), json!(after.permissions));
            self.changed("~role_definitions.permissions", uuid, subject(), old, new);
        }
        if after != *before {
            after.updated_at = self.now;
            self.store.roles.insert(uuid, Arc::new(after));
        }
        Ok(())
    }

    /// Deletes a role and takes it from everybody. A predefined one stays.
    pub(crate) fn delete_role(&mut self, uuid: Uuid) -> Result<(), Refusal> {
        let role = self
            .store
            .roles
            .get(&uuid)
            .ok_or_else(|| Refusal::not_found("role"))?
            .clone();
        if role.predefined {
            let detail = format!(
                "The role {} is predefined and cannot be deleted.",
                role.name
            );
            return Err(Refusal::unprocessable(detail, "predefined-roles-stay"));
        }
        for user in self
            .store
            .users
            .values_mut()
            .filter(|user| user.roles.contains(&uuid))
        {
            Arc::make_mut(user).roles.shift_remove(&uuid);
        }
        self.store.roles.shift_remove(&uuid);
        self.changed(
            "-role_definitions",
            uuid,
            role.name.clone(),
            json!({ "name": role.name }),
            Value::Null,
        );
        Ok(())
    }

    /// Gives the predefined roles their own names and permissions back; others stay as they are.
    pub(crate) fn reset_roles(&mut self) {
        for original in role::predefined(self.now) {
            let uuid = original.uuid;
            let before = self.store.roles.get(&uuid).cloned();
            let same = |role: &Arc<Role>| {
                role.name == original.name && role.permissions == original.permissions
            };
            if before.as_ref().is_none_or(|role| !same(role)) {
                let old = json!(before.as_ref().map(|role| &role.permissions));
                let new = json!(original.permissions);
                self.changed(
                    "~role_definitions.permissions",
                    uuid,
                    original.name.clone(),
                    old,
                    new,
                );
                let created_at = before.map_or(self.now, |role| role.created_at);
                self.store.roles.insert(
                    uuid,
                    Arc::new(Role {
                        created_at,
                        ..original
                    }),
                );
            }
        }
    }

    fn check_assignable(
        &self,
        roles: impl IntoIterator<Item = (String, Uuid)>,
    ) -> Result<(), Refusal> {
        for (pointer, uuid) in roles {
            if !self.store.roles.contains_key(&uuid) {
                return Err(Refusal::invalid(
                    pointer,
                    format!("role {uuid} does not exist"),
                    "unknown-role",
                ));
            }
            if uuid == role::TEAM_ADMINISTRATOR {
                let detail = "the role Team Administrator cannot be assigned";
                return Err(Refusal::invalid(
                    pointer,
                    detail,
                    "team-administrator-unassignable",
                ));
            }
        }
        Ok(())
    }

    fn give(&mut self, user: Uuid, role: Uuid) {
        let given = self
            .user_mut(user)
            .is_some_and(|user| user.roles.insert(role));
        if given {
            self.role_changed("+roles", user, role, Value::Null, json!({ "role": role }));
        }
    }

    fn take(&mut self, user: Uuid, role: Uuid) {
        let taken = self
            .user_mut(user)
            .is_some_and(|user| user.roles.shift_remove(&role));
        if taken {
            self.role_changed("-roles", user, role, json!({ "role": role }), Value::Null);
        }
    }

    fn role_changed(
        &mut self,
        key: &'static str,
        user: Uuid,
        role: Uuid,
        before: Value,
        after: Value,
    ) {
        let person = self
            .store
            .users
            .get(&user)
            .map(|user| user.label())
            .unwrap_or_default();
        let role = self
            .store
            .roles
            .get(&role)
            .map(|role| role.name.clone())
            .unwrap_or_default();
        self.changed(key, user, format!("{role} of {person}"), before, after);
    }

    fn check_role(&self, fields: &RoleFields, present: Option<&Role>) -> Result<String, Refusal> {
        let name = match (&fields.name, present) {
            (Field::Value(name), _) => name.clone(),
            (Field::Absent, Some(role)) => role.name.clone(),
            _ => String::new(),
        };
        check_text("/name", &name, "role-name-required")?;
        if let Some(other) = self.store.role_by_name(&name)
            && Some(other.uuid) != present.map(|role| role.uuid)
        {
            return Err(Refusal::invalid(
                "/name",
                "has already been taken",
                "role-name-unique",
            ));
        }
        let scopes = fields.permissions.iter().flatten().enumerate();
        let unknown = scopes.filter(|(_, scope)| role::known_permission(scope).is_none());
        let errors: Vec<FieldError> = unknown
            .map(|(index, scope)| FieldError {
                pointer: format!("/permissions/{index}/scope"),
                detail: format!("{scope} is no permission scope"),
            })
            .collect();
        if !errors.is_empty() {
            return Err(Refusal {
                kind: Refused::Invalid(errors),
                rule: "unknown-scope",
            });
        }
        Ok(name)
    }
}
