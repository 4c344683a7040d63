using Lockstep.Exec.Python;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>Digests are the same numbers whoever makes them.</summary>
public sealed class CrcTests : IDisposable
{
    private const string Code = "src/Lockstep/Exec/Python/site/_lockstep/crc_code.py";
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task The_machine_code_gives_zlibs_numbers_for_each_length_and_place() => Assert.Matches("^[12] same", await RunAsync("""
        import random, zlib
        calls = crc.functions()
        data = random.randbytes(1 << 16)
        address = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value
        for call in calls:
            for length in [*range(256, 1100), 4095, 4096, 65000]:
                place, start = random.randrange(500), random.getrandbits(32)
                assert call(address + place, length, start) == zlib.crc32(data[place:place + length], start), (length, place, start)
        print(len(calls), "same")
        """));

    [Fact]
    public async Task Zlib_does_it_where_the_code_may_not_run_or_is_wrong() => Assert.Equal("not allowed, not right", await RunAsync("""
        import resource
        before = resource.getrlimit(resource.RLIMIT_AS)
        assert crc.fastest() is not None
        resource.setrlimit(resource.RLIMIT_AS, (1, before[1]))
        refused = crc.fastest()
        resource.setrlimit(resource.RLIMIT_AS, before)
        assert refused is None
        wrong = bytearray.fromhex(crc.crc_code.HEX)
        wrong[-16] ^= 1 # of a constant of both functions
        crc.crc_code.HEX = wrong.hex()
        assert crc.fastest() is None
        print("not allowed, not right")
        """));

    [Fact]
    public async Task The_machine_code_is_what_its_source_is_assembled_to()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/as"), "needs an assembler: apt-get install binutils");
        var made = await Python.RunAsync(place.FullPath, "-c", """
            import subprocess, sys
            subprocess.run(["as", sys.argv[1], "-o", "crc32.o"], check=True)
            subprocess.run(["objcopy", "-O", "binary", "-j", ".text", "crc32.o", "crc32.bin"], check=True)
            text = open("crc32.bin", "rb").read().hex()
            lines = ["    \"%s\"" % text[start:start + 128] for start in range(0, len(text), 128)]
            print('\"\"\"What crc32.s is assembled to.\"\"\"\nHEX = (\n%s)' % "\n".join(lines))
            """, Repository.PathOf("src/Lockstep/Exec/Python/crc32.s"));
        GoldenFile.Matches(Code, made);
    }

    private async Task<string> RunAsync(string text)
    {
        InjectedModule.WriteTo(place.PathOf("site"));
        place.Write("digests.py", $"""
            import ctypes, sys
            sys.path.insert(0, "site")
            from _lockstep import crc
            {text.ReplaceLineEndings("\n")}
            """);
        return (await Python.RunAsync(place.FullPath, ["digests.py"])).Trim();
    }
}
