-- Portable over SQLite and PostgreSQL but for one word: {id} is a key that numbers itself.
-- Times are epoch milliseconds, amounts are minor units, JSON and statuses are text.
-- Values are compared one by one: SQLite fills a temporary table for each longer IN list, on every
-- insert, which took a third of an order's time.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE vendors (
    id {id},
    brand_name TEXT NOT NULL,
    letter_code TEXT NOT NULL CONSTRAINT vendors_letter_code_unique UNIQUE,
    is_active BOOLEAN NOT NULL,
    is_paused BOOLEAN NOT NULL,
    has_payment_qr BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id {id},
    role TEXT NOT NULL CHECK (role = 'customer' OR role = 'vendor' OR role = 'superadmin'),
    name TEXT NOT NULL,
    email TEXT NOT NULL CONSTRAINT users_email_unique UNIQUE,
    password_hash TEXT NOT NULL,
    vendor_id BIGINT REFERENCES vendors (id),
    is_active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT users_staff_has_vendor CHECK ((role = 'vendor') = (vendor_id IS NOT NULL))
);

-- A browser's session or an API client's token: the same thing with another way to carry it.
CREATE TABLE access_tokens (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('session', 'bearer')),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL CONSTRAINT access_tokens_secret_hash_unique UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_user ON access_tokens (user_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

CREATE TABLE products (
    id {id},
    vendor_id BIGINT NOT NULL REFERENCES vendors (id),
    name TEXT NOT NULL,
    description TEXT,
    category TEXT,
    price BIGINT NOT NULL CHECK (price >= 0),
    stock BIGINT CONSTRAINT products_stock_not_negative CHECK (stock >= 0),
    is_available BOOLEAN NOT NULL,
    archived_at BIGINT
);
CREATE INDEX products_by_vendor ON products (vendor_id);

CREATE TABLE add_ons (
    id {id},
    product_id BIGINT NOT NULL REFERENCES products (id),
    name TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    max_quantity BIGINT NOT NULL CHECK (max_quantity > 0),
    is_available BOOLEAN NOT NULL,
    archived_at BIGINT
);
CREATE INDEX add_ons_by_product ON add_ons (product_id);

-- It has at least one order; without what is told there. The key is the one that the request was
-- sent with: sent again, it finds this checkout, and the hash tells whether it still is the same
-- request.
CREATE TABLE checkouts (
    id {id},
    public_id TEXT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES users (id),
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    device TEXT,
    CONSTRAINT checkouts_key_unique UNIQUE (customer_id, idempotency_key)
);

-- lines: what was sold, with the names and prices of the moment, as JSON. Nobody changes a line or
-- asks for one alone, and rows of their own would cost every order.
-- daily_count: the how manieth order of its stall and day it is; the number is made from it.
-- last_actor_name: whose move was the last one; a new order has none, because it is the customer's.
-- placed_seq: the place of OrderReceived in its stall's channel.
CREATE TABLE orders (
    id {id},
    public_id TEXT NOT NULL,
    number TEXT NOT NULL,
    business_day TEXT NOT NULL,
    daily_count BIGINT NOT NULL,
    checkout_id BIGINT NOT NULL REFERENCES checkouts (id),
    vendor_id BIGINT NOT NULL REFERENCES vendors (id),
    vendor_name TEXT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES users (id),
    customer_name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status = 'pending' OR status = 'accepted' OR status = 'ready_for_pickup'
            OR status = 'completed' OR status = 'cancelled'),
    version BIGINT NOT NULL DEFAULT 1 CHECK (version >= 1),
    last_move TEXT NOT NULL DEFAULT 'place',
    last_party TEXT NOT NULL DEFAULT 'customer',
    last_actor_name TEXT,
    payment_method TEXT NOT NULL CHECK (payment_method IN ('cashier', 'qr_code')),
    payment_status TEXT NOT NULL DEFAULT 'unpaid'
        CHECK (payment_status = 'unpaid' OR payment_status = 'proof_submitted'
            OR payment_status = 'paid' OR payment_status = 'proof_rejected'
            OR payment_status = 'refund_due' OR payment_status = 'refunded'),
    table_number TEXT NOT NULL,
    note TEXT,
    lines TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0),
    currency TEXT NOT NULL,
    reason TEXT,
    reason_text TEXT,
    placed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seen_at BIGINT,
    accepted_at BIGINT,
    ready_at BIGINT,
    completed_at BIGINT,
    cancelled_at BIGINT,
    placed_seq BIGINT NOT NULL,
    CONSTRAINT orders_number_unique UNIQUE (vendor_id, business_day, daily_count),
    CONSTRAINT orders_placed_seq_unique UNIQUE (vendor_id, placed_seq)
);
-- Each index costs every order, least where a new one stands at its end. A stall's orders are
-- listed through orders_number_unique, a customer's through their checkouts; what nobody answered
-- in time is found through orders_open, stall by stall.
CREATE INDEX orders_by_checkout ON orders (checkout_id);
CREATE INDEX orders_open ON orders (vendor_id, expires_at)
    WHERE status <> 'completed' AND status <> 'cancelled';
CREATE INDEX orders_waiting_at_counter ON orders (ready_at) WHERE status = 'ready_for_pickup';

-- Every move after the placing, which the order and its checkout tell themselves.
CREATE TABLE order_history (
    id {id},
    order_id BIGINT NOT NULL REFERENCES orders (id),
    version BIGINT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    move TEXT NOT NULL,
    party TEXT NOT NULL,
    actor_id BIGINT REFERENCES users (id),
    actor_name TEXT,
    reason TEXT,
    reason_text TEXT,
    device TEXT,
    at BIGINT NOT NULL,
    CONSTRAINT order_history_version_unique UNIQUE (order_id, version)
);

-- seq: the last event stored; relayed_seq: the last one that the relay is known to have published;
-- is_waiting: whether the relay has to look.
CREATE TABLE channels (
    id {id},
    name TEXT NOT NULL CONSTRAINT channels_name_unique UNIQUE,
    seq BIGINT NOT NULL,
    relayed_seq BIGINT NOT NULL,
    is_waiting BOOLEAN NOT NULL,
    CONSTRAINT channels_relayed_not_ahead CHECK (relayed_seq <= seq),
    CONSTRAINT channels_none_forgotten CHECK (is_waiting OR relayed_seq = seq)
);
CREATE INDEX channels_waiting ON channels (id) WHERE is_waiting;

-- Every event of every channel, in the order of its channel: the relay's queue and the replay log.
-- But that an order was placed, the order itself tells (orders.placed_seq).
CREATE TABLE outbox (
    id {id},
    channel_id BIGINT NOT NULL REFERENCES channels (id),
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT outbox_seq_unique UNIQUE (channel_id, seq)
);
