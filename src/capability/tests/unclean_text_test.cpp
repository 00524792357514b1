// Text that is not UTF-8 cannot come through JSON or an address; a command that a program makes is still looked at.
#include <gtest/gtest.h>

#include "capability/capability.h"

namespace khuyenhoc {

TEST(Shape, text_that_is_not_utf8_is_refused_wherever_it_stands) {
    const std::vector<Field> fields = {{.name = "name", .required = false},
                                       {.name = "names", .kind = Field::Kind::texts, .required = false}};
    for (const std::string& bytes : {std::string("\xff"), std::string("L\xc3"), std::string("a\0b", 3), std::string("\xed\xa0\x80")}) {
        const json::value text(json::string_view(bytes.data(), bytes.size()));
        const auto one = check_shape({{"name", text}}, fields);
        ASSERT_FALSE(one.has_value());
        EXPECT_EQ(one.error().code, "shape.bad_text");
        EXPECT_EQ(one.error().where, "name");
        const auto listed = check_shape({{"names", json::array{"ok", text}}}, fields);
        ASSERT_FALSE(listed.has_value());
        EXPECT_EQ(listed.error().code, "shape.bad_text");
        EXPECT_EQ(listed.error().where, "names[1]");
    }
}

}  // namespace khuyenhoc
