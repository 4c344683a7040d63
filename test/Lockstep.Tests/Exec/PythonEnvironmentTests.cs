using Lockstep.Exec;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec;

public sealed class PythonEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_python_says_which_packages_it_would_import_the_scripts_own_folder_first()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs /usr/bin/python3 (apt-get install python3)");
        Directory.CreateDirectory(place.PathOf("scripts/near-2.0.dist-info"));
        Directory.CreateDirectory(place.PathOf("near-1.0.dist-info"));
        File.WriteAllText(place.PathOf("scripts/train.py"), "");
        File.WriteAllText(place.PathOf("scripts/near-2.0.dist-info/RECORD"), "near.py,sha256=abc,3\nnear-2.0.dist-info/METADATA,,\n");

        var called = CalledPython.Of(["/usr/bin/python3", "-X", "utf8", "scripts/train.py", "--lr", "1"], place.FullPath);
        var python = PythonEnvironment.Read(Assert.IsType<CalledPython>(called), place.FullPath, TestContext.Current.CancellationToken).ToJson();

        Assert.Equal(["-X", "utf8"], called.Flags);
        Assert.StartsWith("3.", (string?)python["version"], StringComparison.Ordinal);
        Assert.Equal("2.0", (string?)python["packages"]?["near"]);
        Assert.Equal(64, ((string?)python["digests"]?["near"])?.Length);
    }

    [Fact]
    public void A_script_that_names_its_python_is_asked_by_that_one_and_another_program_is_none()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs /usr/bin/python3 (apt-get install python3)");
        Script("tool", "#!/usr/bin/python3 -I\n");
        Script("make", "#!/bin/sh\n");
        Assert.Equal(("/usr/bin/python3", "-I"), CalledPython.Of(["./tool"], place.FullPath) is { } called ? (called.Program, called.Flags[0]) : default);
        Assert.Null(CalledPython.Of(["./make"], place.FullPath));
        Assert.Null(CalledPython.Of(["./none"], place.FullPath));
        Assert.Null(CalledPython.Of([], place.FullPath));
    }

    [Fact]
    public void A_program_that_is_no_python_or_fails_is_told_of_with_its_last_words()
    {
        Script("python3", "#!/bin/sh\necho 'no such library' >&2; exit 3\n");
        var called = new CalledPython(place.PathOf("python3"), [], place.FullPath);
        var problem = Assert.Throws<LockstepException>(() => PythonEnvironment.Read(called, place.FullPath, CancellationToken.None));
        Assert.Contains("did not say which packages it has: no such library.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("[]", false)]
    [InlineData("{\"version\": 3}", false)]
    [InlineData("{\"version\": \"3.9\"", false)]
    [InlineData("{\"version\": \"3.9\", \"packages\": {}}", true)]
    [InlineData("hello\n{\"version\": \"3.9\", \"packages\": [1, null, {}, {\"name\": \"\"}, {\"name\": \"a\", \"version\": 1}]}\n", true)]
    [InlineData("{\"version\": \"3.9\", \"packages\": [{\"name\": \"\\ud800\", \"info\": [], \"version\": null}]}", true)]
    public void An_answer_is_read_as_far_as_it_is_one(string said, bool isOne) => Assert.Equal(isOne, PythonEnvironment.Parse(said) is not null);

    private void Script(string name, string text)
    {
        File.WriteAllText(place.PathOf(name), text);
        File.SetUnixFileMode(place.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
