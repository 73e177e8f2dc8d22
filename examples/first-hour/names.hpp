#pragma once

#include <span>
#include <string_view>

namespace first_hour {

struct Nickname {
  std::string_view given;
  std::string_view short_form;
};

std::span<const std::string_view> boys();
std::span<const std::string_view> girls();
std::span<const std::string_view> surnames();
std::span<const std::string_view> streets();
std::span<const Nickname> nicknames();

// The short form that goes with a given name; empty if we know none.
std::string_view nickname_of(std::string_view given);

}  // namespace first_hour
