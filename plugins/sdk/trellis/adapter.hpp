// The contract for authors in C++17: derive from trellis::Adapter, override what your system can
// do, and end one source file with TRELLIS_PLUGIN(YourAdapter). Header only.
//
//   class Notes : public trellis::Adapter {
//    public:
//     static constexpr const char* id = "notes";        // as in adapter.json
//     static constexpr const char* version = "1.0.0";
//     Notes(trellis::Host host, std::string_view settings, std::string_view cursor);
//     void read(const trellis::PayloadView& payload) override;
//   };
//   TRELLIS_PLUGIN(Notes)
//
// Throw trellis::Failure to end a call with a status and a sentence. Any other exception is
// reported as a fault of the adapter, with its message: keep personal data out of what() too.
#ifndef TRELLIS_ADAPTER_HPP
#define TRELLIS_ADAPTER_HPP

#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>

#include "trellis/abi.h"
#include "trellis/host.hpp"
#include "trellis/views.hpp"

namespace trellis {
inline namespace v1 {

class Adapter {
 public:
  explicit Adapter(Host host) noexcept : host_(host) {}
  virtual ~Adapter() = default;
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  virtual void read(const PayloadView&) {}
  virtual void poll() {}
  virtual void write(const RecordView&, Output&) {}
  virtual void deliver(const RecordView&) {}

 protected:
  const Host& host() const noexcept { return host_; }

 private:
  friend struct Boundary;
  Host host_;
};

// Where exceptions end. What an adapter did not override stays null in its table.
struct Boundary {
  template <typename Call>
  static trellis_status guard(const Host& host, Call&& call) noexcept {
    try {
      call();
      return TRELLIS_OK;
    } catch (const Failure& failure) {
      if (!failure.sentence().empty()) host.explain(failure.sentence());
      return failure.status();
    } catch (const std::bad_alloc&) {
      host.explain("the adapter ran out of memory");
    } catch (const std::exception& fault) {
      host.explain(fault.what());
    } catch (...) {
      host.explain("the adapter threw something that is no std::exception");
    }
    return TRELLIS_INTERNAL;
  }

  template <typename Class>
  static trellis_status open(const trellis_host* host, trellis_text settings, trellis_text cursor,
                             void** instance) noexcept {
    return guard(Host(host), [&] {
      std::unique_ptr<Adapter> made =
          std::make_unique<Class>(Host(host), view(settings), view(cursor));
      *instance = made.release();
    });
  }
  static Adapter& self(void* instance) noexcept { return *static_cast<Adapter*>(instance); }
  static void close(void* instance) noexcept { delete &self(instance); }
  static trellis_status read(void* instance, const trellis_payload* payload) noexcept {
    return guard(self(instance).host_, [&] { self(instance).read(PayloadView(*payload)); });
  }
  static trellis_status poll(void* instance) noexcept {
    return guard(self(instance).host_, [&] { self(instance).poll(); });
  }
  static trellis_status write(void* instance, const trellis_record* record,
                              const trellis_output* output) noexcept {
    return guard(self(instance).host_, [&] {
      Output out(*output);
      self(instance).write(RecordView::from(*record), out);
    });
  }
  static trellis_status deliver(void* instance, const trellis_record* record) noexcept {
    return guard(self(instance).host_, [&] { self(instance).deliver(RecordView::from(*record)); });
  }

  template <typename Class>
  static const trellis_adapter* table() noexcept {
    static_assert(std::is_base_of_v<Adapter, Class>, "an adapter derives from trellis::Adapter");
    constexpr bool reads = !std::is_same_v<decltype(&Class::read), decltype(&Adapter::read)>;
    constexpr bool polls = !std::is_same_v<decltype(&Class::poll), decltype(&Adapter::poll)>;
    constexpr bool writes = !std::is_same_v<decltype(&Class::write), decltype(&Adapter::write)>;
    constexpr bool delivers =
        !std::is_same_v<decltype(&Class::deliver), decltype(&Adapter::deliver)>;
    static constexpr trellis_adapter adapter{sizeof(trellis_adapter),
                                             TRELLIS_ABI_MINOR,
                                             Class::id,
                                             Class::version,
                                             &open<Class>,
                                             &close,
                                             reads ? &read : nullptr,
                                             polls ? &poll : nullptr,
                                             writes ? &write : nullptr,
                                             delivers ? &deliver : nullptr};
    return &adapter;
  }

  template <typename... Classes>
  static const trellis_adapter* at(std::uint32_t index) noexcept {
    const trellis_adapter* const all[] = {table<Classes>()...};
    return index < sizeof...(Classes) ? all[index] : nullptr;
  }
};

}  // namespace v1
}  // namespace trellis

#define TRELLIS_PLUGIN(...)                                                                      \
  extern "C" TRELLIS_EXPORT const trellis_adapter* trellis_adapter_v1(uint32_t index) noexcept { \
    return ::trellis::Boundary::at<__VA_ARGS__>(index);                                          \
  }

#endif
