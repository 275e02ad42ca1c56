-- What somebody means to order. A customer's cart is found by the account, a guest's by the hash
-- of the secret in a cookie. Prices are not kept: a cart is priced from the menu when it is read.

CREATE TABLE carts (
    id {id},
    customer_id BIGINT CONSTRAINT carts_customer_unique UNIQUE REFERENCES users (id),
    guest_hash TEXT CONSTRAINT carts_guest_unique UNIQUE,
    touched_at BIGINT NOT NULL,
    CONSTRAINT carts_of_one CHECK ((customer_id IS NULL) <> (guest_hash IS NULL))
);
CREATE INDEX carts_of_guests_by_age ON carts (touched_at) WHERE customer_id IS NULL;

CREATE TABLE cart_lines (
    id {id},
    cart_id BIGINT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    add_ons TEXT NOT NULL,
    note TEXT
);
CREATE INDEX cart_lines_by_cart ON cart_lines (cart_id);
