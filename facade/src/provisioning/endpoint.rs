//! The two endpoints by one shape, so that whatever holds for both is written once.

use std::future::Future;

use serde_json::Value;

use super::{Context, Error, Listing, Provisioning};
use crate::mapping::{team, user};
use crate::scim::Document;
use crate::scim::list::ListRequest;
use crate::scim::schema::Schema;

/// What a client can do with one kind of resource.
pub trait Endpoint: 'static {
    /// What the resources consist of.
    fn schema() -> &'static Schema;

    /// `GET` of the endpoint.
    fn list(
        service: &Provisioning,
        cx: &Context,
        request: &ListRequest,
    ) -> impl Future<Output = Result<Listing, Error>> + Send;

    /// `GET` of a resource.
    fn get(
        service: &Provisioning,
        cx: &Context,
        id: &str,
    ) -> impl Future<Output = Result<Document, Error>> + Send;

    /// `POST`.
    fn create(
        service: &Provisioning,
        cx: &Context,
        body: Value,
    ) -> impl Future<Output = Result<Document, Error>> + Send;

    /// `PUT`.
    fn replace(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: Value,
    ) -> impl Future<Output = Result<Document, Error>> + Send;

    /// `PATCH`; gives the resource where it is to be answered, which `shown` asks for (DEC-18).
    fn patch(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: &Value,
        shown: bool,
    ) -> impl Future<Output = Result<Option<Document>, Error>> + Send;

    /// `DELETE`.
    fn delete(
        service: &Provisioning,
        cx: &Context,
        id: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// `/Users`: people.
#[derive(Debug)]
pub enum Users {}

/// `/Groups`: teams.
#[derive(Debug)]
pub enum Groups {}

impl Endpoint for Users {
    fn schema() -> &'static Schema {
        user::schema()
    }

    async fn list(
        service: &Provisioning,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<Listing, Error> {
        service.list_users(cx, request).await
    }

    async fn get(service: &Provisioning, cx: &Context, id: &str) -> Result<Document, Error> {
        service.get_user(cx, id).await.map(Into::into)
    }

    async fn create(service: &Provisioning, cx: &Context, body: Value) -> Result<Document, Error> {
        service.create_user(cx, body).await.map(Into::into)
    }

    async fn replace(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: Value,
    ) -> Result<Document, Error> {
        service.replace_user(cx, id, body).await.map(Into::into)
    }

    async fn patch(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: &Value,
        _: bool,
    ) -> Result<Option<Document>, Error> {
        service
            .patch_user(cx, id, body)
            .await
            .map(|user| Some(user.into()))
    }

    async fn delete(service: &Provisioning, cx: &Context, id: &str) -> Result<(), Error> {
        service.delete_user(cx, id).await
    }
}

impl Endpoint for Groups {
    fn schema() -> &'static Schema {
        team::schema()
    }

    async fn list(
        service: &Provisioning,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<Listing, Error> {
        service.list_groups(cx, request).await
    }

    async fn get(service: &Provisioning, cx: &Context, id: &str) -> Result<Document, Error> {
        service.get_group(cx, id).await
    }

    async fn create(service: &Provisioning, cx: &Context, body: Value) -> Result<Document, Error> {
        service.create_group(cx, body).await
    }

    async fn replace(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: Value,
    ) -> Result<Document, Error> {
        service.replace_group(cx, id, body).await
    }

    async fn patch(
        service: &Provisioning,
        cx: &Context,
        id: &str,
        body: &Value,
        shown: bool,
    ) -> Result<Option<Document>, Error> {
        service.patch_group(cx, id, body, shown).await
    }

    async fn delete(service: &Provisioning, cx: &Context, id: &str) -> Result<(), Error> {
        service.delete_group(cx, id).await
    }
}
