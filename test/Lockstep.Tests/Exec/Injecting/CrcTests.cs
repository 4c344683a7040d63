using Lockstep.Exec.Python;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>Digests are the same numbers whichever library makes them.</summary>
public sealed class CrcTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_faster_library_is_taken_where_it_is_loaded_and_gives_the_same_numbers()
    {
        InjectedModule.WriteTo(place.PathOf("site"));
        place.Write("digests.py", """
            import ctypes, os, random, sys, zlib
            sys.path.insert(0, "site")
            from _lockstep import crc

            for name in ("libdeflate.so.0", "liblzma.so.5"):
                before = crc.fastest()
                try:
                    ctypes.CDLL(name)
                except OSError:
                    continue
                loaded = [path for path, _, _ in crc._found() if os.path.basename(path).startswith(name.partition(".")[0])]
                assert loaded, name
                for path, function, is_first in crc._found():
                    call = crc._bound(path, function, is_first)
                    for length in [*range(70), 4095, 4096, 1 << 20]:
                        data = random.randbytes(length + 3)
                        address = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value
                        start = random.getrandbits(32)
                        assert call(address + 3, length, start) == zlib.crc32(data[3:], start), (name, length)

            # One that gives other numbers is not taken, however fast.
            crc._bound = lambda path, name, is_first: lambda address, length, before: 0
            assert crc.fastest() is None
            print("same")
            """);
        Assert.Equal("same", (await Python.RunAsync(place.FullPath, ["digests.py"])).Trim());
    }
}
