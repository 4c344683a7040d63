using System.Text;
using Lockstep.Environments;
using Lockstep.Files;

namespace Lockstep.Tests.Environments;

public sealed class BuiltProgramTests
{
    [Fact]
    public void Packages_are_named_with_the_hash_of_their_content_and_projects_are_none() => Assert.Equal(
        """{"A/1.2.3":"sha512-x","B/2.0.0":""}""",
        BuiltProgram.PackagesIn("""
            {"libraries": {"B/2.0.0": {"type": "package"}, "Lockstep/0.1.0": {"type": "project", "sha512": ""}, "A/1.2.3": {"type": "package",
            "sha512": "sha512-x"}, "C": 3}}
            """u8.ToArray()).ToJsonString());

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"libraries\": 3}")]
    [InlineData("{\"libraries\": {\"a\": {\"type\": 1}}}")]
    [InlineData("{\"libraries\": {\"a\": {}, \"a\": {}}}")]
    public void A_list_of_another_form_names_none(string json) => Assert.Empty(BuiltProgram.PackagesIn(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_packages_of_this_program_are_those_that_it_was_built_with() => Assert.Contains(
        BuiltProgram.Packages(), package => package.Key.StartsWith("xunit.v3", StringComparison.Ordinal) && ((string?)package.Value)?.Length > 50);

    [Fact]
    public void Libraries_are_what_is_mapped_to_be_executed_and_lies_on_the_disk() => Assert.Equal(
        ["/opt/a b/lib.so.1.2", "/usr/lib/libm.so.6"],
        LoadedLibraries.PathsIn(
        [
            "7f01-7f02 r--p 00000000 fe:01 1 /usr/lib/libm.so.6",
            "7f02-7f03 r-xp 00001000 fe:01 1                          /usr/lib/libm.so.6",
            "7f02-7f03 r-xp 00001000 fe:01 2                          /opt/a b/lib.so.1.2",
            "7f02-7f03 r-xp 00001000 fe:01 3                          /usr/bin/dotnet",
            "7f02-7f03 r-xp 00001000 fe:01 4                          /tmp/gone.so (deleted)",
            "7f02-7f03 r-xp 00000000 00:00 0                          [vdso]",
            "7f02-7f03 rw-p 00000000 00:00 0",
            "",
        ]));

    [Fact]
    public void The_C_library_is_loaded_and_its_digest_is_that_of_its_file()
    {
        var loaded = LoadedLibraries.Read(new KnownDigests(path: null, TimeSpan.Zero), TestContext.Current.CancellationToken);
        var (digest, path) = loaded["libc.so.6"];
        Assert.Equal(Sha256.Of(File.ReadAllBytes(path)), digest);
    }
}
