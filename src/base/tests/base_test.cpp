#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "base/address.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"

namespace khuyenhoc {

TEST(Date, reads_only_real_days) {
    const struct {
        const char* text;
        bool valid;
    } cases[] = {{"2025-12-31", true}, {"2024-02-29", true},  {"2025-02-29", false}, {"2025-13-01", false},
                 {"2025-1-01", false}, {"2025-12-31 ", false}, {"", false},          {"1799-12-31", false},
                 {"3000-01-01", false}, {"2025-00-10", false}, {"２０２５-12-31", false}};
    for (const auto& c : cases) EXPECT_EQ(parse_date(c.text).has_value(), c.valid) << c.text;
}

TEST(Date, reads_what_people_write) {
    const struct {
        const char* text;
        const char* date;
    } cases[] = {{"31/12/1980", "1980-12-31"}, {"1/2/1980", "1980-02-01"}, {"01-02-1980", "1980-02-01"},
                 {"1.2.1980", "1980-02-01"},   {"1980-02-01", "1980-02-01"}, {"12/31/1980", ""},
                 {"31/12/80", ""},             {"31/12/1980/1", ""},         {"1980", ""}};
    for (const auto& c : cases) {
        const auto date = parse_written_date(c.text);
        EXPECT_EQ(date ? to_text(*date) : "", c.date) << c.text;
    }
}

TEST(Date, counts_days_both_ways) {
    EXPECT_EQ(to_days({1970, 1, 1}), 0);
    EXPECT_EQ(to_days({2025, 7, 1}) - to_days({2025, 6, 30}), 1);
    for (std::int64_t day = -60000; day < 200000; day += 37) EXPECT_EQ(to_days(from_days(day)), day);
}

TEST(Date, now_sorts_as_text) {
    const std::string now = now_utc();
    ASSERT_EQ(now.size(), 24u);
    EXPECT_EQ(now[10], 'T');
    EXPECT_EQ(now.back(), 'Z');
}

TEST(Text, folds_vietnamese_for_search) {
    const struct {
        const char* text;
        const char* folded;
    } cases[] = {{"Lò Thị ĐÀO", "lo thi dao"},
                 {"ĐẶNG ƯỚC", "dang uoc"},
                 {"Hoà", "hoa"},
                 {"Hòa", "hoa"},
                 {"Nguye\u0302\u0303n", "nguyen"},
                 {"  Mường   é ", "muong e"},
                 {"Nà Ớt - Pú Pẩu", "na ot pu pau"},
                 {"\uAA80\uAAB1", "\uAA80\uAAB1"},
                 {"H'Mông", "hmong"},
                 {"", ""}};
    for (const auto& c : cases) EXPECT_EQ(fold(c.text), std::string(c.folded)) << c.text;
    EXPECT_EQ(fold("\uAA80\uAAB0"), "\uAA80") << "marks of Tai Viet fold away like any other";
}

TEST(Text, canonical_is_nfc_trimmed_and_clean) {
    EXPECT_EQ(canonical("Nguye\u0302\u0303n  Va\u0306n\tA\n").value(), "Nguyễn Văn A");
    EXPECT_EQ(canonical("a\u200Bb\x01").value(), "ab");
    EXPECT_FALSE(canonical("\xff").has_value());
    EXPECT_FALSE(canonical(std::string_view("a\0b", 3)).has_value());
    EXPECT_EQ(canonical("   ").value(), "");
}

TEST(Text, shapes_say_nothing_of_the_value) {
    EXPECT_EQ(shape_of("01408700123"), "11 digits");
    EXPECT_EQ(shape_of("Lò Văn A1"), "1 digit, 6 letters, 2 signs");
    EXPECT_EQ(shape_of(""), "empty");
    EXPECT_EQ(shape_of("\xff\xfe"), "2 bytes, not UTF-8");
}

TEST(Text, groups_numbers) {
    EXPECT_EQ(grouped(1404587, '.'), "1.404.587");
    EXPECT_EQ(grouped(-1000, ','), "-1,000");
    EXPECT_EQ(grouped(999, '.'), "999");
}

TEST(Text, sorts_as_vietnamese) {
    const char* ordered[] = {"an", "Ào", "Áo", "Ăn", "Ân", "da", "đa", "E", "Ê"};
    for (std::size_t i = 1; i < std::size(ordered); ++i)
        EXPECT_LT(vietnamese_sort_key(ordered[i - 1]), vietnamese_sort_key(ordered[i])) << ordered[i];
}

TEST(Json, refuses_what_could_mean_two_things) {
    const struct {
        std::string_view text;
        const char* code;
    } cases[] = {{R"({"a":1})", ""},
                 {R"({"a":1,"a":2})", "json.duplicate_key"},
                 {R"({"a":{"b":1,"b":2}})", "json.duplicate_key"},
                 {R"({"a":[{"b":1},{"b":2}]})", ""},
                 {R"({"a":"x\u0000"})", "json.forbidden_character"},
                 {R"({"a":1} x)", "json.malformed"},
                 {"", "json.malformed"},
                 {"{\"a\":\"\xff\"}", "json.malformed"},
                 {R"({"a":1,})", "json.malformed"},
                 {"nul", "json.malformed"}};
    for (const auto& c : cases) {
        const auto value = parse_json(c.text);
        EXPECT_EQ(value ? "" : value.error().code, c.code) << c.text;
    }
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    EXPECT_FALSE(parse_json(deep).has_value());
    EXPECT_TRUE(parse_json(deep, 64).has_value());
}

TEST(Json, one_text_for_one_meaning) {
    EXPECT_EQ(canonical_json(*parse_json(R"({ "b":[1, 2],"a":{"d":null,"c":"é"}})")), R"({"a":{"c":"é","d":null},"b":[1,2]})");
}

template <class Number>
void expect_bytes(Number number, const char* hex) {
    std::string bytes = "before";
    put_number(bytes, number);
    EXPECT_EQ(hex_of(bytes.substr(6)), hex);
    bytes += "after";
    std::string_view left = std::string_view(bytes).substr(6);
    EXPECT_EQ(first_number<Number>(left), number) << hex;
    EXPECT_EQ(take_number<Number>(left), number) << hex;
    EXPECT_EQ(left, "after") << hex;
}

TEST(Bytes, numbers_have_the_largest_byte_first) {
    expect_bytes(std::int16_t{258}, "0102");
    expect_bytes(std::int16_t{-1}, "ffff");
    expect_bytes(std::int32_t{-2}, "fffffffe");
    expect_bytes(std::uint32_t{0}, "00000000");
    expect_bytes(std::uint32_t{0x01020304}, "01020304");
    expect_bytes(std::int64_t{14'000'000'000'001}, "00000cbba106e001");
    expect_bytes(std::numeric_limits<std::int64_t>::min(), "8000000000000000");
    expect_bytes(std::numeric_limits<std::uint64_t>::max(), "ffffffffffffffff");
    EXPECT_THROW(first_number<std::uint32_t>("abc"), Bug) << "a byte is missing";
}

TEST(Bytes, hex_goes_both_ways_and_nothing_else_is_taken) {
    EXPECT_EQ(hex_of(std::string_view("\0\x7f\x80\xff", 4)), "007f80ff");
    EXPECT_EQ(from_hex("007f80ff"), std::string("\0\x7f\x80\xff", 4));
    EXPECT_EQ(from_hex(""), "");
    for (const char* text : {"0", "007", "0g", "FF", "0x10", " 00", "\xc3\xa9"}) EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

TEST(Crypto, seals_and_opens) {
    const Key key = random_key();
    const std::string sealed = seal(key, "014087001234");
    EXPECT_EQ(open_sealed(key, sealed), "014087001234");
    EXPECT_EQ(seal(key, "014087001234"), sealed) << "the same value seals to the same text";
    EXPECT_NE(seal(key, "014087001235"), sealed);
    EXPECT_FALSE(open_sealed(random_key(), sealed).has_value());
    EXPECT_FALSE(open_sealed(key, sealed.substr(1)).has_value());
    EXPECT_FALSE(open_sealed(key, "").has_value());
    EXPECT_EQ(sealed.find("0140"), std::string::npos);
}

TEST(Crypto, hashes_known_values) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 pieces;
    pieces.add("a");
    pieces.add("bc");
    EXPECT_EQ(pieces.hex(), sha256_hex("abc"));
    EXPECT_EQ(uuid_from("x"), uuid_from("x"));
    EXPECT_NE(random_uuid(), random_uuid());
    EXPECT_NE(derive_key(Key{}, "a"), derive_key(Key{}, "b"));
}

TEST(Check, throws_a_bug_that_names_code) {
    try {
        check(false, "two and two make four");
        FAIL() << "no bug was thrown";
    } catch (const Bug& bug) {
        EXPECT_NE(std::string(bug.what()).find("two and two make four"), std::string::npos);
    }
}

TEST(Address, belongs_to_what_one_client_can_send_from) {
    const struct {
        const char* address;
        const char* network;
    } cases[] = {{"10.1.2.3", "10.1.2.3"},         {"::ffff:10.1.2.3", "10.1.2.3"},     {"2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"},
                 {"2001:db8::1", "2001:db8::/64"}, {"2001:DB8::2", "2001:db8::/64"},    {"2001:db8:0:1::1", "2001:db8:0:1::/64"},
                 {"::1", "::/64"},                 {"", ""},                            {"unix", "unix"},
                 {"1.2.3", "1.2.3"},               {"2001:db8::1/64", "2001:db8::1/64"}};
    for (const auto& c : cases) EXPECT_EQ(network_of(c.address), c.network) << c.address;
}

TEST(Address, is_written_in_the_usual_way_or_is_none) {
    const struct {
        const char* text;
        const char* usual;
        bool is_private, is_loopback;
    } cases[] = {{"127.0.0.1", "127.0.0.1", false, true},   {"127.9.9.9", "127.9.9.9", false, true}, {"::1", "::1", false, true},
                 {"10.0.0.1", "10.0.0.1", true, false},     {"172.16.0.1", "172.16.0.1", true, false}, {"172.32.0.1", "172.32.0.1", false, false},
                 {"192.168.3.4", "192.168.3.4", true, false}, {"FD00::0:1", "fd00::1", true, false},   {"2001:DB8:0::1", "2001:db8::1", false, false},
                 {"8.8.8.8", "8.8.8.8", false, false},      {"256.1.1.1", "", false, false},          {"8.8.8.8 ", "", false, false},
                 {"localhost", "", false, false},           {"", "", false, false}};
    for (const auto& c : cases) {
        EXPECT_EQ(usual_address(c.text), c.usual) << c.text;
        EXPECT_EQ(is_private_address(c.usual), c.is_private) << c.text;
        EXPECT_EQ(is_loopback_address(c.usual), c.is_loopback) << c.text;
    }
}

}  // namespace khuyenhoc
