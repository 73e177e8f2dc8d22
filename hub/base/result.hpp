#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

// Base: what the standard library lacks. Result, Id, Instant and Date, text, digests, logs.
namespace trellis {

// What the caller can do about a failure.
enum class Fault { invalid, not_found, conflict, forbidden, unavailable, cancelled };

// Where in an input something stands. Lines and columns count from 1; 0 means not known.
// `path` is an XPath of the record's tree, or an HL7 position such as PID.3.1.
struct Place {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string path;
  bool operator==(const Place&) const = default;
};

// "file:line:column path", leaving out what is not known.
std::string to_string(const Place& place);

// One sentence for the person who can mend it. Never holds personal data.
struct Error {
  Fault fault = Fault::invalid;
  std::string message;
  Place place{};
};

// "place: message", or only the message where no place is known.
std::string to_string(const Error& error);

// A value, or why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  // By value, so that what is taken out of a temporary outlives it.
  T value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return assert(!ok()), *std::get_if<1>(&state_); }
  const Error& error() const& { return assert(!ok()), *std::get_if<1>(&state_); }
  Error&& error() && { return assert(!ok()), std::move(*std::get_if<1>(&state_)); }

  // `next` takes the value and returns a Result; an error is passed on untouched.
  template <typename F>
  auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!ok()) return std::move(*this).error();
    return std::forward<F>(next)(std::move(*this).value());
  }

 private:
  std::variant<T, Error> state_;
};

// Success without a value.
struct Done {
  bool operator==(const Done&) const = default;
};
using Status = Result<Done>;
inline Status done() { return Done{}; }

}  // namespace trellis

// Returns the error of a Result expression to the caller, or goes on.
#define TRELLIS_TRY(expression)                                     \
  do {                                                              \
    if (auto trellis_result_ = (expression); !trellis_result_.ok()) \
      return std::move(trellis_result_).error();                    \
  } while (false)

// Declares what a Result expression holds, or returns its error to the caller:
// TRELLIS_LET(auto known, links_.find(id));
#define TRELLIS_LET(declaration, ...)                                                           \
  auto&& TRELLIS_LET_NAME_(__LINE__) = __VA_ARGS__;                                             \
  if (!TRELLIS_LET_NAME_(__LINE__).ok()) return std::move(TRELLIS_LET_NAME_(__LINE__)).error(); \
  declaration = *std::move(TRELLIS_LET_NAME_(__LINE__))
#define TRELLIS_LET_NAME_(line) TRELLIS_LET_JOIN_(trellis_result_, line)
#define TRELLIS_LET_JOIN_(name, line) name##line
