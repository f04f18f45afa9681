// A limited address space (`ulimit -v`, as batch systems set it).
//
// While the program is loaded, before `main`, OpenBLAS makes a thread for each processor and takes 128 MB for the first,
// and where that is not to be had it tries for ever: with 300 MB on two processors every command hung at 100 % CPU, those
// included that multiply nothing. Our own threads call it, so one thread of its own is enough, and that one takes memory
// only when it is used. It reads its variable before `main`, so that this has to come before it: functions of
// `.preinit_array` are called before any library's.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// What the libraries take beyond their own size before the first line of ours, measured: 20 MB.
static const size_t needed_to_start = (size_t)48 << 20;

// The C library's own formatting is not to be relied on this early.
static void say(const char *text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) _exit(71);
}

static void say_number(unsigned long long number) {
    char digits[24];
    char *first = digits + sizeof digits - 1;
    *first = 0;
    do *--first = (char)('0' + number % 10);
    while (number /= 10);
    say(first);
}

static void prepare(int argc, char **argv, char **environment) {
    (void)argc;
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    void *probe = mmap(NULL, needed_to_start, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (probe == MAP_FAILED) {
        say("The address space is limited to ");
        say_number((unsigned long long)limit.rlim_cur >> 20);
        say(" MB (ulimit -v), where not even the program's libraries find room; at least 300 MB are needed, and 1000 MB "
            "to train.\n");
        _exit(71);
    }
    munmap(probe, needed_to_start);
    static char one_thread[] = "OPENBLAS_NUM_THREADS=1";
    int count = 0;
    for (; environment[count]; count++)
        if (strcmp(environment[count], one_thread) == 0) return;
    // A variable that is set here would come too late: the C library keeps the environment that the system gave it.
    char *with[count + 2];
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (strncmp(environment[i], one_thread, strlen("OPENBLAS_NUM_THREADS=")) != 0) with[kept++] = environment[i];
    with[kept++] = one_thread;
    with[kept] = NULL;
    execve("/proc/self/exe", argv, with);
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = prepare;
#else
typedef int ck_address_space_is_not_limited;
#endif
