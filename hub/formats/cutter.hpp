#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/formats/limits.hpp"
#include "hub/formats/tree.hpp"

// Cutters read big inputs as streams and hand over one record at a time, so memory does not grow
// with the input. The settings' "format" says which one: csv, tables, xml, json or hl7v2.
namespace trellis::formats {

// Bytes that come in order. Not shared.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::string name() const = 0;  // a file name without folders of this machine
  virtual Result<std::size_t> read(char* to, std::size_t size) = 0;  // 0 at the end
};

struct CutRecord {
  std::string_view key;  // the source's own; empty if it has none
  std::string_view media_type;
  std::string_view bytes;  // UTF-8
  std::span<const Origin> origins;
};

// A piece of the input that cannot become a record, and why; `error.place` says where.
struct BadPiece {
  std::string_view key;
  const Error& error;
  std::string_view bytes;  // as received, cut at a mebibyte
};

class CutSink {
 public:
  virtual ~CutSink() = default;
  virtual Status record(const CutRecord& record) = 0;  // an error stops the cutting and is returned
  virtual Status bad(const BadPiece& piece) = 0;
};

// Goes on after a bad piece wherever the next record can be found. Returns an error only for wrong
// settings, for a source that cannot be read, and for what the sink returned.
Status cut(std::span<ByteSource* const> sources, const Json& settings, const Limits& limits,
           CutSink& sink);

}  // namespace trellis::formats
