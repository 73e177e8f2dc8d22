#include "hub/model/restriction.hpp"

namespace trellis::model {
namespace {

using Scope = RestrictionScope;

TEST(RestrictionScopes, AreReadInAnyCaseAndWithAnySigns) {
  for (const char* text : {"location", "LOCATION", " Location ", "address", "Protected address"})
    EXPECT_EQ(parse_restriction_scope(text), Scope::location) << text;
  for (const char* text : {"whole_record", "whole record", "Whole-Record", "WHOLE  RECORD."})
    EXPECT_EQ(parse_restriction_scope(text), Scope::whole_record) << text;
  for (const char* text : {"adoption_seal", "Adoption seal", "adoption-sealed"})
    EXPECT_EQ(parse_restriction_scope(text), Scope::adoption_seal) << text;
}

TEST(RestrictionScopes, AreNeverGuessed) {
  for (const char* text : {"", " ", "adoption", "address and whole record", "locationless", "none"})
    EXPECT_EQ(parse_restriction_scope(text), std::nullopt) << text;
}

TEST(RestrictionScopes, AreTheirOwnCodes) {
  for (const Scope scope : {Scope::location, Scope::whole_record, Scope::adoption_seal})
    EXPECT_EQ(parse_restriction_scope(to_string(scope)), scope);
}

}  // namespace
}  // namespace trellis::model
