// Accounts tied to an identity at another service.
#include <ctime>

#include "accounts/tests/world.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

namespace {

const Origin home{"10.0.0.1", "", "Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Mobile Safari/537.36"};
const External foreign{"https://id.example.vn", "nguoi-1"};

template <class T>
std::string code_of(const Result<T>& result) { return result ? "" : result.error().code; }

TEST(External, opens_only_the_account_that_its_holder_has_tied) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto other = w.enter("chihoi.hai", Role::hamlet_head, {{"place_id", w.ban_pom}});
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, "", true, home)), "accounts.not_tied");
    EXPECT_EQ(code_of(w.accounts.may_tie(*w.standing(in), foreign.issuer, "không phải đâu", home)), "accounts.password_wrong");
    EXPECT_EQ(code_of(w.accounts.may_tie(*w.standing(in), foreign.issuer, good_password, home)), "");
    ASSERT_EQ(code_of(w.accounts.tie(*w.standing(in), foreign)), "");
    EXPECT_EQ(w.accounts.tied_since(*w.standing(in), foreign.issuer), w.now);
    EXPECT_EQ(code_of(w.accounts.may_tie(*w.standing(in), foreign.issuer, good_password, home)), "accounts.tied");
    EXPECT_EQ(code_of(w.accounts.tie(*w.standing(in), {foreign.issuer, "nguoi-2"})), "accounts.tied");
    EXPECT_EQ(code_of(w.accounts.tie(*w.standing(other), foreign)), "accounts.tied_elsewhere");
    const auto back = w.accounts.sign_in_external(foreign, "", false, home);
    ASSERT_TRUE(back);
    EXPECT_EQ(w.standing(*back)->login, "chihoi");
    for (const auto& stranger : {External{"https://id.example.vn/", "nguoi-1"}, External{foreign.issuer, "nguoi-2"}, External{foreign.issuer, "NGUOI-1"}, External{"https://id.example.vn\nnguoi", "1"}})
        EXPECT_EQ(code_of(w.accounts.sign_in_external(stranger, "", true, home)), "accounts.not_tied");
    EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM account_external WHERE subject_hash = 'nguoi-1'", {}), 0) << "kept as a hash";
    EXPECT_TRUE(w.broken().empty());
}

TEST(External, ends_with_the_tie_with_the_account_and_when_it_is_given_back) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto who = w.standing(in);
    ASSERT_TRUE(w.accounts.tie(*who, foreign));
    w.accounts.untie(*who, foreign.issuer);
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, "", false, home)), "accounts.not_tied");
    ASSERT_TRUE(w.accounts.tie(*who, foreign));
    const auto code = w.accounts.make_code(who->account, false);
    ASSERT_TRUE(w.accounts.use_code(code.code, who->account, "mèo trắng ngủ trưa", home));
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, "", false, home)), "accounts.not_tied") << "a code in person gives the account back whole";
    ASSERT_TRUE(w.accounts.tie(*who, foreign));
    w.must("accounts.close", {{"account_id", who->account}});
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, "", false, home)), "accounts.not_tied");
    const auto next = w.enter("chihoi.moi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    EXPECT_TRUE(w.accounts.tie(*w.standing(next), foreign)) << "free for the person's next account";
    EXPECT_TRUE(w.broken().empty());
}

TEST(External, asks_for_the_own_second_factor_unless_it_is_spared) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto who = w.standing(in);
    const auto begun = w.accounts.begin_totp(*who);
    const auto codes = [&](int step) {
        const auto secret = w.store->reader()->query_text("SELECT secret_sealed FROM account_totp WHERE account_id = $1", {who->account});
        return totp_code(*open_sealed(derive_key(Key{7}, "second factors"), *secret), w.now / 30'000 + step);
    };
    ASSERT_TRUE(begun);
    ASSERT_TRUE(w.accounts.confirm_totp(*who, codes(0), home));
    ASSERT_TRUE(w.accounts.tie(*who, foreign));
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, "", false, home)), "accounts.code_needed");
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, codes(0), false, home)), "accounts.totp_wrong") << "used already";
    EXPECT_TRUE(w.accounts.sign_in_external(foreign, codes(1), false, home));
    EXPECT_TRUE(w.accounts.sign_in_external(foreign, "", true, home));
    for (int i = 0; i < 12; ++i) (void)w.accounts.sign_in_external(foreign, "000000", false, home);
    EXPECT_EQ(code_of(w.accounts.sign_in_external(foreign, codes(2), false, home)), "accounts.too_often") << "digits are not guessed";
}

TEST(External, attempts_are_counted_and_given_back) {
    World w;
    for (int i = 0; i < 40; ++i) {
        ASSERT_TRUE(w.accounts.may_try_external(home)) << i;
        w.accounts.give_back_external(home, i % 2 == 0);
    }
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(w.accounts.may_try_external(home)) << i;
    EXPECT_EQ(code_of(w.accounts.may_try_external(home)), "accounts.too_often");
    EXPECT_TRUE(w.accounts.may_try_external({"10.0.0.2", "", ""}));
}

TEST(External, is_nothing_for_the_accounts_of_a_demo) {
    World w;
    Standing who;
    who.is_demo = true;
    EXPECT_EQ(code_of(w.accounts.may_tie(who, foreign.issuer, good_password, home)), "accounts.no_demo");
}

}  // namespace

}  // namespace khuyenhoc::accounts
