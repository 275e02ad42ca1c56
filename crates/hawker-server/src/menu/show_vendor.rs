//! `GET /api/menu/vendors/{id}`: what a stall sells.

use axum::Json;
use axum::extract::State;
use hawker_domain::menu::{AddOn, Product, Stock};
use hawker_domain::{AddOnId, Currency, Money, ProductId, VendorId};
use hawker_store::menu;
use serde::Serialize;
use utoipa::ToSchema;

use super::list_vendors::VendorBody;
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Problem, ProblemBody};

/// A stall and what it sells.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MenuBody {
    vendor: VendorBody,
    products: Vec<ProductBody>,
    /// What the prices are in (ISO 4217); they are in minor units.
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
}

/// A product on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub(super) struct ProductBody {
    id: ProductId,
    name: String,
    description: Option<String>,
    category: Option<String>,
    /// In minor units.
    price: Money,
    /// How many are left; null is unlimited.
    #[schema(value_type = Option<i64>)]
    stock: Stock,
    /// Whether it can be ordered at the moment.
    is_available: bool,
    add_ons: Vec<AddOnBody>,
}

/// An add-on on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AddOn)]
struct AddOnBody {
    id: AddOnId,
    name: String,
    /// In minor units, for one portion of the product.
    price: Money,
    /// How many of it one portion may have.
    max_quantity: u32,
    /// Whether it can be ordered at the moment.
    is_available: bool,
}

/// A stall's menu.
#[utoipa::path(
    get,
    path = "/api/menu/vendors/{id}",
    tag = "menu",
    params(("id" = i64, Path, description = "The stall")),
    responses((status = 200, body = MenuBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn show_vendor(
    State(app): State<App>,
    PathId(id): PathId,
) -> Result<Json<MenuBody>, Problem> {
    let found = app.read(move |tx| menu::of_vendor(tx, VendorId(id))).await?;
    let (vendor, products) = found.ok_or_else(Problem::not_found)?;
    let products = products.into_iter().map(ProductBody::from).collect();
    Ok(Json(MenuBody { vendor: vendor.into(), products, currency: app.hall.currency }))
}

impl From<(Product, Vec<AddOn>)> for ProductBody {
    fn from((product, add_ons): (Product, Vec<AddOn>)) -> Self {
        Self {
            id: product.id,
            name: product.name,
            description: product.description,
            category: product.category,
            price: product.price,
            stock: product.stock,
            is_available: product.is_available,
            add_ons: add_ons.into_iter().map(AddOnBody::from).collect(),
        }
    }
}

impl From<AddOn> for AddOnBody {
    fn from(add_on: AddOn) -> Self {
        Self {
            id: add_on.id,
            name: add_on.name,
            price: add_on.price,
            max_quantity: add_on.max_quantity,
            is_available: add_on.is_available,
        }
    }
}
