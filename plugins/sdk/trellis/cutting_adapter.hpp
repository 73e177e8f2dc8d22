// An adapter whose system sends files that the hub's own readers cut: derive, name your formats,
// done.
#ifndef TRELLIS_CUTTING_ADAPTER_HPP
#define TRELLIS_CUTTING_ADAPTER_HPP

#include <initializer_list>
#include <string>
#include <string_view>

#include "trellis/adapter.hpp"
#include "trellis/settings.hpp"

namespace trellis {
inline namespace v1 {

// `formats`: what the setting "format" may say; the first is what it says where it is absent.
class CuttingAdapter : public Adapter {
 public:
  CuttingAdapter(Host host, std::string_view settings,
                 std::initializer_list<std::string_view> formats)
      : Adapter(host), settings_(Settings(settings).with("format", *formats.begin())) {
    const std::string format = Settings(settings_).text("format");
    std::string names;
    for (const std::string_view known : formats) {
      if (format == known) {
        host.check_cutting(settings_);
        return;
      }
      names += (names.empty() ? "\"" : " or \"") + std::string(known) + "\"";
    }
    throw Failure(TRELLIS_BAD_SETTINGS, "the setting \"format\" of this adapter is " + names);
  }

  void read(const PayloadView& payload) override { host().cut(settings_, payload); }

 private:
  std::string settings_;
};

}  // namespace v1
}  // namespace trellis

#endif
