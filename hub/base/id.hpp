#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis {

// A number that the store gave out once and never gives out again; mixing two kinds does not
// compile.
template <typename Tag>
class Id {
 public:
  constexpr Id() = default;  // no thing at all: `none()` is true
  constexpr explicit Id(std::int64_t number) : number_(number) {}

  constexpr std::int64_t number() const noexcept { return number_; }
  constexpr bool none() const noexcept { return number_ == 0; }
  auto operator<=>(const Id&) const = default;

  static Result<Id> parse(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size() || number <= 0)
      return Error{Fault::invalid, "an id is a whole number above zero"};
    return Id(number);
  }

 private:
  std::int64_t number_ = 0;
};

template <typename Tag>
std::string to_string(Id<Tag> id) {
  return std::to_string(id.number());
}

using ChildId = Id<struct ChildTag>;            // a person that several records describe
using SubjectId = Id<struct SubjectTag>;        // one person as one connection knows them
using RecordId = Id<struct RecordTag>;          // one document of a source, over all its versions
using VersionId = Id<struct VersionTag>;        // one version of a record
using ConnectionId = Id<struct ConnectionTag>;  // one organisation's running adapter
using ImportId = Id<struct ImportTag>;          // one run of reading a connection's input
using HeldId = Id<struct HeldTag>;              // one entry of the quarantine
using MatchId = Id<struct MatchTag>;            // one proposed or decided match
using AlertId = Id<struct AlertTag>;

}  // namespace trellis

template <typename Tag>
struct std::hash<trellis::Id<Tag>> {
  std::size_t operator()(trellis::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.number());
  }
};
