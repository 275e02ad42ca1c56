//! The tables as Diesel knows them: what `migrations/` makes.

#![allow(missing_docs, reason = "the macros' items cannot carry documentation")]

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! { meta (key) { key -> Text, value -> Text, } }

table! {
    vendors (id) {
        id -> BigInt,
        brand_name -> Text,
        letter_code -> Text,
        is_active -> Bool,
        is_paused -> Bool,
        has_payment_qr -> Bool,
        created_at -> BigInt,
    }
}

table! {
    users (id) {
        id -> BigInt,
        role -> Text,
        name -> Text,
        email -> Text,
        password_hash -> Nullable<Text>,
        vendor_id -> Nullable<BigInt>,
        is_active -> Bool,
        created_at -> BigInt,
    }
}

table! {
    access_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        name -> Text,
        secret_hash -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    password_links (id) {
        id -> BigInt,
        user_id -> BigInt,
        token_hash -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    products (id) {
        id -> BigInt,
        vendor_id -> BigInt,
        name -> Text,
        description -> Nullable<Text>,
        category -> Nullable<Text>,
        price -> BigInt,
        stock -> Nullable<BigInt>,
        is_available -> Bool,
        archived_at -> Nullable<BigInt>,
    }
}

table! {
    add_ons (id) {
        id -> BigInt,
        product_id -> BigInt,
        name -> Text,
        price -> BigInt,
        max_quantity -> BigInt,
        is_available -> Bool,
        archived_at -> Nullable<BigInt>,
    }
}

table! {
    checkouts (id) {
        id -> BigInt,
        public_id -> Text,
        customer_id -> BigInt,
        idempotency_key -> Text,
        request_hash -> Text,
        device -> Nullable<Text>,
    }
}

table! {
    orders (id) {
        id -> BigInt,
        public_id -> Text,
        number -> Text,
        business_day -> Text,
        daily_count -> BigInt,
        checkout_id -> BigInt,
        vendor_id -> BigInt,
        vendor_name -> Text,
        customer_id -> BigInt,
        customer_name -> Text,
        status -> Text,
        version -> BigInt,
        last_move -> Text,
        last_party -> Text,
        last_actor_name -> Nullable<Text>,
        payment_method -> Text,
        payment_status -> Text,
        table_number -> Text,
        note -> Nullable<Text>,
        lines -> Text,
        total -> BigInt,
        currency -> Text,
        reason -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        placed_at -> BigInt,
        expires_at -> BigInt,
        seen_at -> Nullable<BigInt>,
        accepted_at -> Nullable<BigInt>,
        ready_at -> Nullable<BigInt>,
        completed_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
        placed_seq -> BigInt,
    }
}

table! {
    order_history (id) {
        id -> BigInt,
        order_id -> BigInt,
        version -> BigInt,
        from_status -> Nullable<Text>,
        to_status -> Text,
        #[sql_name = "move"]
        move_kind -> Text,
        party -> Text,
        actor_id -> Nullable<BigInt>,
        actor_name -> Nullable<Text>,
        reason -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        device -> Nullable<Text>,
        at -> BigInt,
    }
}

table! {
    channels (id) {
        id -> BigInt,
        name -> Text,
        seq -> BigInt,
        relayed_seq -> BigInt,
        is_waiting -> Bool,
    }
}

table! {
    outbox (id) {
        id -> BigInt,
        channel_id -> BigInt,
        seq -> BigInt,
        name -> Text,
        data -> Text,
        created_at -> BigInt,
    }
}

table! {
    carts (id) {
        id -> BigInt,
        customer_id -> Nullable<BigInt>,
        guest_hash -> Nullable<Text>,
        touched_at -> BigInt,
    }
}

table! {
    cart_lines (id) {
        id -> BigInt,
        cart_id -> BigInt,
        product_id -> BigInt,
        quantity -> BigInt,
        add_ons -> Text,
        note -> Nullable<Text>,
    }
}

joinable!(access_tokens -> users (user_id));
joinable!(password_links -> users (user_id));
joinable!(users -> vendors (vendor_id));
joinable!(products -> vendors (vendor_id));
joinable!(add_ons -> products (product_id));
joinable!(cart_lines -> products (product_id));
joinable!(outbox -> channels (channel_id));

allow_tables_to_appear_in_same_query!(access_tokens, users, vendors);
allow_tables_to_appear_in_same_query!(password_links, users);
allow_tables_to_appear_in_same_query!(password_links, vendors);
allow_tables_to_appear_in_same_query!(add_ons, cart_lines, products, vendors);
allow_tables_to_appear_in_same_query!(outbox, channels);
allow_tables_to_appear_in_same_query!(checkouts, orders);
