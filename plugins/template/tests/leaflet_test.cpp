// Tries the adapter against a hub of a few lines. `trellis plugin check leaflet.so` tries much
// more.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "trellis/abi.h"

namespace {

struct Seen {
  std::vector<std::string> keys;
  std::vector<std::string> records;
  std::vector<std::string> held;
};

std::string copied(trellis_text text) {
  return text.size == 0 ? std::string() : std::string(text.bytes, text.size);
}
Seen& seen(void* context) { return *static_cast<Seen*>(context); }

trellis_host hub(Seen& into) {
  trellis_host host{};
  host.struct_size = sizeof host;
  host.context = &into;
  host.emit = [](void* context, const trellis_record* record) noexcept -> trellis_status {
    seen(context).keys.push_back(copied(record->key));
    seen(context).records.push_back(copied(record->bytes));
    return TRELLIS_OK;
  };
  host.hold = [](void* context, const trellis_bad_piece* piece) noexcept -> trellis_status {
    seen(context).held.push_back(copied(piece->sentence));
    return TRELLIS_OK;
  };
  host.commit = [](void*) noexcept -> trellis_status { return TRELLIS_OK; };
  host.explain = [](void*, trellis_text) noexcept {};
  host.log = [](void*, int32_t, trellis_text) noexcept {};
  host.cancelled = [](void*) noexcept -> int32_t { return 0; };
  host.extension = [](void*, const char*) noexcept -> const void* { return nullptr; };
  return host;
}

struct File {
  std::string bytes;
  std::size_t at = 0;
};

Seen read(const std::string& bytes) {
  Seen result;
  const trellis_host host = hub(result);
  const trellis_adapter* adapter = trellis_adapter_v1(0);
  void* instance = nullptr;
  if (adapter->open(&host, {"{}", 2}, {nullptr, 0}, &instance) != TRELLIS_OK) return result;
  File file{bytes};
  trellis_stream stream{};
  stream.struct_size = sizeof stream;
  stream.name = {"contacts.txt", 12};
  stream.size = bytes.size();
  stream.context = &file;
  stream.read = [](void* context, void* to, uint64_t size) noexcept -> int64_t {
    auto& from = *static_cast<File*>(context);
    const std::size_t n = from.bytes.copy(static_cast<char*>(to), size, from.at);
    from.at += n;
    return static_cast<int64_t>(n);
  };
  const trellis_stream* streams[] = {&stream};
  const trellis_payload payload{sizeof payload, 0, {"contacts.txt", 12}, streams, 1};
  adapter->read(instance, &payload);
  adapter->close(instance);
  return result;
}

int failures = 0;
void expect(bool holds, const char* sentence) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", sentence);
  ++failures;
}

}  // namespace

int main() {
  const Seen two = read("id=1\nname=Ann \"A\"\n\nid=2\n");
  expect(two.keys == std::vector<std::string>{"1", "2"}, "two blocks become two records");
  expect(two.records.at(0) == R"({"id": "1", "name": "Ann \"A\""})", "a block becomes JSON");
  expect(read("name=Ann\n").held.size() == 1, "a block without its key is held");
  expect(read("id=1\nnonsense\n\nid=2\n").keys == std::vector<std::string>{"2"},
         "a bad block does not hide the next");
  expect(read("").records.empty(), "an empty file has no records");
  return failures == 0 ? 0 : 1;
}
