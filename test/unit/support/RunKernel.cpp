//===- RunKernel.cpp - Runs one kernel on the buffers of a file ---------===//
//
//   run-kernel kernel.so buffers
//
// Built for another architecture and run in an emulator. Like a model it gives the kernel what compiled code
// needs of a runtime. Each buffer ends where a page ends that cannot be touched.
//
//===----------------------------------------------------------------------===//

#include "test/unit/support/KernelFile.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using cnnc::test::KernelFile;

extern "C" {
/// Backwards: no order is promised.
int halide_do_par_for(void *context, halide_task_t task, int min, int size, uint8_t *closure) {
  int status = 0;
  for (int index = min + size - 1; index >= min && status == 0; --index)
    status = task(context, index, closure);
  return status;
}
void *halide_malloc(void *, size_t bytes) { return aligned_alloc(128, (bytes + 127) / 128 * 128); }
void halide_free(void *, void *pointer) { free(pointer); }
}

static uint8_t *allocateBeforeGuard(size_t bytes) {
  size_t page = sysconf(_SC_PAGESIZE), room = (bytes + page - 1) / page * page;
  void *memory = mmap(nullptr, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(static_cast<uint8_t *>(memory) + room, page, PROT_NONE) != 0)
    return nullptr;
  return static_cast<uint8_t *>(memory) + (room - bytes);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "expected a kernel and its buffers, found %d arguments\n", argc - 1);
    return 1;
  }
  // Kernels take the mathematical functions from this program.
  static double (*volatile keepsMathLibrary)(double) = std::tgamma;
  (void)keepsMathLibrary;
  void *object = dlopen(argv[1], RTLD_NOW);
  auto *kernel = object ? reinterpret_cast<int (*)(void **)>(dlsym(object, "kernel_argv")) : nullptr;
  if (!kernel) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  int descriptor = open(argv[2], O_RDWR);
  struct stat status;
  void *memory = descriptor >= 0 && fstat(descriptor, &status) == 0
                     ? mmap(nullptr, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
                     : MAP_FAILED;
  if (memory == MAP_FAILED) {
    perror(argv[2]);
    return 1;
  }

  auto *bytes = static_cast<uint8_t *>(memory);
  auto *file = static_cast<KernelFile *>(memory);
  halide_buffer_t buffers[KernelFile::mostBuffers] = {};
  halide_dimension_t dimensions[KernelFile::mostBuffers][KernelFile::mostDimensions];
  void *context = nullptr, *arguments[1 + KernelFile::mostBuffers] = {&context};
  for (int index = 0; index < file->count; ++index) {
    const KernelFile::Buffer &given = file->buffers[index];
    halide_buffer_t &buffer = buffers[index];
    buffer.host = allocateBeforeGuard(given.bytes);
    if (!buffer.host) {
      perror("mmap");
      return 1;
    }
    memcpy(buffer.host, bytes + given.offset, given.bytes);
    buffer.type = given.type;
    buffer.dimensions = given.dimensions;
    buffer.dim = dimensions[index];
    int32_t stride = 1;
    for (int d = 0; d < given.dimensions; stride *= given.extents[d++])
      dimensions[index][d] = {0, given.extents[d], stride};
    arguments[1 + index] = &buffer;
  }
  int result = kernel(arguments);
  for (int index = 0; index < file->count; ++index)
    memcpy(bytes + file->buffers[index].offset, buffers[index].host, file->buffers[index].bytes);
  return result;
}
