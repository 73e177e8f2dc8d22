#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::formats {

// What a JSON document consists of, in order. A listener stops the reading by returning false and
// then says why in `failure`.
class JsonEvents {
 public:
  struct At {
    std::size_t offset = 0;  // of the token's first byte
    std::size_t size = 0;    // of the token
    std::uint64_t line = 1;
    std::uint64_t column = 1;
  };
  enum class Bracket { array, object };

  virtual ~JsonEvents() = default;
  virtual bool null(const At& at) = 0;
  virtual bool boolean(bool value, const At& at) = 0;
  virtual bool whole(std::int64_t value, const At& at) = 0;
  virtual bool number(double value, const At& at) = 0;
  virtual bool string(std::string& value, const At& at) = 0;
  virtual bool key(std::string& name, const At& at) = 0;
  virtual bool start(Bracket bracket, const At& at) = 0;
  virtual bool end(Bracket bracket) = 0;
  virtual Error failure() = 0;
};

enum class Comments { allowed, refused };

// Reads one document. Refuses what is not UTF-8, NUL bytes, duplicate keys, more than `depth`
// levels and text after the document. Places have line and column only.
Status read_json(std::string_view text, Comments comments, unsigned depth, JsonEvents& events);

}  // namespace trellis::formats
