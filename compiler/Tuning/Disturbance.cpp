//===- Disturbance.cpp - Whether others use the processors --------------===//

#include "compiler/Tuning/Disturbance.h"

#include <dirent.h>
#include <fcntl.h>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace cnnc {

/// Linux counts it for each thread: time on a processor, time waited for one, time slices.
uint64_t getWaitedNanoseconds() {
  DIR *threads = opendir("/proc/self/task");
  if (!threads)
    return 0;
  uint64_t total = 0;
  while (const dirent *thread = readdir(threads)) {
    char path[300], text[100];
    snprintf(path, sizeof path, "%s/schedstat", thread->d_name);
    int file = openat(dirfd(threads), path, O_RDONLY);
    if (file < 0)
      continue; // of "..", or of a thread that has ended
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    uint64_t ran, waited;
    text[length < 0 ? 0 : length] = 0;
    if (sscanf(text, "%" SCNu64 " %" SCNu64, &ran, &waited) == 2)
      total += waited;
  }
  closedir(threads);
  return total;
}

} // namespace cnnc
