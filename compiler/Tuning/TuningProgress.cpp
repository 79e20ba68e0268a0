//===- TuningProgress.cpp - What a tuner shows --------------------------===//

#include "compiler/Tuning/TuningProgress.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cnnc {

static constexpr size_t barWidth = 24;

TuningProgress::TuningProgress(size_t total) : total(total), isTerminal(sys::Process::StandardErrIsDisplayed()) {}
TuningProgress::~TuningProgress() { clear(); }

void TuningProgress::clear() {
  if (isTerminal)
    errs() << "\r\033[K";
}

void TuningProgress::show(const Twine &text) {
  if (!isTerminal)
    return;
  clear();
  size_t full = total == 0 ? barWidth : done * barWidth / total;
  std::string line = "tuning [" + std::string(full, '#') + std::string(barWidth - full, '.') + "] " +
                     std::to_string(done) + " of " + std::to_string(total) + ": " + text.str();
  // A line that wraps could not be drawn over.
  unsigned columns = sys::Process::StandardErrColumns();
  errs() << (columns > 1 ? StringRef(line).take_front(columns - 1) : StringRef(line));
}

void TuningProgress::finishOne(const Twine &line) {
  ++done;
  print("tuned " + Twine(done) + " of " + Twine(total) + ": " + line);
}

void TuningProgress::print(const Twine &line) {
  clear();
  errs() << line << "\n";
}

} // namespace cnnc
