import AblateKernels
import Testing

struct CPUQuotaTests {
    private func cpus(_ groups: String, _ files: [String: String]) -> Int? {
        CPUQuota.cpus(groups: groups) { files[$0] }
    }

    @Test func version2OfTheGroupAndThoseAboveIt() {
        let files = [
            "/sys/fs/cgroup/a/b/cpu.max": "350000 100000\n", "/sys/fs/cgroup/a/cpu.max": "max 100000\n",
        ]
        #expect(cpus("0::/a/b\n", files) == 3)
        var tighter = files
        tighter["/sys/fs/cgroup/a/cpu.max"] = "200000 100000\n"
        #expect(cpus("0::/a/b\n", tighter) == 2)
    }

    @Test func containerSeesItsGroupAsTheRoot() {
        #expect(cpus("0::/not/here\n", ["/sys/fs/cgroup/cpu.max": "400000 100000\n"]) == 4)
    }

    @Test func version1() {
        let files = [
            "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "250000\n",
            "/sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ]
        #expect(cpus("3:cpuset:/\n2:cpu,cpuacct:/job\n", files) == 2)
    }

    @Test func noLimitIsNone() {
        #expect(cpus("0::/\n", ["/sys/fs/cgroup/cpu.max": "max 100000\n"]) == nil)
        #expect(cpus("", [:]) == nil)
        #expect(cpus("1:cpuset:/x\n", [:]) == nil)
    }

    @Test func lessThanOneIsOne() {
        #expect(cpus("0::/\n", ["/sys/fs/cgroup/cpu.max": "50000 100000\n"]) == 1)
    }
}
