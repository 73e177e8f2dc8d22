#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/host_side.hpp"
#include "hub/transport/payload.hpp"
#include "trellis/abi.h"

namespace trellis::connections {

// A payload as the contract shows it. Each stream is opened when it is first read, and closed at
// its end, so that a folder of ten thousand files needs one descriptor.
class PayloadTable {
 public:
  using Opener = std::function<Result<transport::OpenStream>(std::size_t index)>;

  PayloadTable(std::string name, std::vector<transport::Stream> streams, Opener opener,
               HostSide& host);
  PayloadTable(const PayloadTable&) = delete;
  PayloadTable& operator=(const PayloadTable&) = delete;

  const trellis_payload* raw() const noexcept { return &raw_; }

 private:
  struct Entry {
    PayloadTable* table;
    std::size_t index;
    std::string name;
    trellis_stream raw;
    std::optional<transport::OpenStream> open;
    std::uint64_t position = 0;
  };
  static std::int64_t read(void* context, void* to, std::uint64_t size) noexcept;
  std::int64_t failed(const Error& error);

  std::string name_;
  Opener opener_;
  HostSide& host_;
  std::deque<Entry> entries_;
  std::vector<const trellis_stream*> pointers_;
  trellis_payload raw_{};
};

// One adapter opened for one connection; closed with the object. Calls never overlap. An exception
// that crosses the boundary ends as a fault of the adapter.
class Instance {
 public:
  Instance(const trellis_adapter& adapter, HostSide& host) : adapter_(adapter), host_(host) {}
  ~Instance() { close(); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  bool is_open() const noexcept { return is_open_; }
  Outcome open(std::string_view settings, std::string_view cursor);
  void close() noexcept;

  Outcome read(PayloadTable& payload, Sink& sink);
  Outcome poll(Sink& sink);
  Outcome write(const Record& record, Output& output);
  Outcome deliver(const Record& record);

 private:
  const trellis_adapter& adapter_;
  HostSide& host_;
  void* instance_ = nullptr;
  bool is_open_ = false;
};

}  // namespace trellis::connections
