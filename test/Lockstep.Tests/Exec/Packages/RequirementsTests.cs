using Lockstep.Exec.Packages;
using Lockstep.Exec.Streams;

namespace Lockstep.Tests.Exec.Packages;

/// <summary>The list of a command's packages: as pip takes it, and as it is read again, a stranger's too.</summary>
public sealed class RequirementsTests : IDisposable
{
    private static readonly string A = new('a', 64);
    private static readonly string B = new('b', 64);
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-packages-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Hashes_stand_in_the_lines_where_all_are_known()
    {
        var text = Write(Locked("alpha==1.0", A, B), Package("Alpha", "1.0"));

        Assert.Contains($"alpha==1.0 \\\n    --hash=sha256:{A} \\\n    --hash=sha256:{B}\n", text, StringComparison.Ordinal);
        Assert.True(RequirementsFile.Parse(text).IsHashed);
    }

    [Fact]
    public void Hashes_stand_in_comments_where_one_is_not_known_and_are_read_from_there()
    {
        var text = Write(Locked("alpha==1.0", A), Package("alpha", "1.0"), Package("My_Package", "2.0"));

        Assert.DoesNotContain("\n    --hash", text, StringComparison.Ordinal);
        Assert.Contains("my-package==2.0\n", text, StringComparison.Ordinal);
        var list = RequirementsFile.Parse(text);
        Assert.False(list.IsHashed);
        Assert.Equal([A], list.Packages[0].Hashes);
        Assert.Empty(list.Packages[1].Hashes);
        Assert.Empty(list.Others);
    }

    [Fact]
    public void What_was_installed_by_address_is_listed_as_far_as_another_machine_can_have_it()
    {
        var text = Write(
            [],
            Package("archive", "1.0", $$$$"""{"url": "https://me:secret@example.org/a.whl", "archive_info": {"hashes": {"sha256": "{{{{A}}}}"}}}"""),
            Package("older", "1.0", $$$"""{"url": "file:///tmp/b.whl", "archive_info": {"hash": "sha256={{{B}}}"}}"""),
            Package("cloned", "1.0", """{"url": "https://token@example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "0123456789abcdef"}}"""),
            Package("mine", "1.0", """{"url": "file:///home/me/mine", "dir_info": {"editable": true}}"""));
        var list = RequirementsFile.Parse(text);

        Assert.Equal(["archive==1.0", "older==1.0"], list.Packages.Select(package => package.ToString()));
        Assert.Equal(A, Assert.Single(list.Packages[0].Hashes));
        Assert.Equal("cloned @ git+https://example.org/r.git@0123456789abcdef", Assert.Single(list.Others).Text);
        Assert.StartsWith("mine==1.0 was installed from a folder", Assert.Single(list.Unlisted), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("token", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_or_version_that_is_none_enters_no_line()
    {
        var list = RequirementsFile.Parse(Write([], Package("alpha\n--index-url http://x", "1"), Package("beta", "1 ; x"), Package("gamma", "")));

        Assert.Empty(list.Packages);
        Assert.Empty(list.Others);
        Assert.Equal(3, list.Unlisted.Count);
    }

    [Theory]
    [InlineData(
        "uv.lock",
        "[[package]]\nname = \"Alpha\"\nversion = \"1.0\"\nsdist = { url = \"u\", hash = \"sha256:A\" }\nwheels = [{ url = \"u\", hash = \"sha256:B\" }]\n")]
    [InlineData(
        "poetry.lock",
        "[[package]]\nname = \"alpha\"\nversion = \"1.0\"\nfiles = [{file = \"a\", hash = \"sha256:A\"}, {file = \"b\", hash = \"sha256:B\"}]\n")]
    [InlineData(
        "pylock.toml",
        "lock-version = \"1.0\"\n[[packages]]\nname = \"alpha\"\nversion = \"1.0\"\n"
        + "[packages.sdist]\nhashes = {sha256 = \"A\"}\n[[packages.wheels]]\nhashes = {sha256 = \"B\"}\n")]
    public void A_projects_own_lock_file_knows_hashes(string name, string text)
    {
        var inner = Directory.CreateDirectory(Path.Combine(folder, "src", "inner")).FullName;
        File.WriteAllText(
            Path.Combine(folder, name),
            text.Replace("\"A\"", $"\"{A}\"", StringComparison.Ordinal).Replace(":A", $":{A}", StringComparison.Ordinal)
                .Replace("\"B\"", $"\"{B}\"", StringComparison.Ordinal).Replace(":B", $":{B}", StringComparison.Ordinal));

        Assert.Equal([A, B], LockedHashes.Around(inner, folder)["alpha==1.0"]);
        Assert.Empty(LockedHashes.Around(inner, inner));
    }

    [Theory]
    [InlineData("-e .", "so that code there runs")]
    [InlineData("--editable=git+https://x/y", "so that code there runs")]
    [InlineData("-r other.txt", "reads another file")]
    [InlineData("-c other.txt", "reads another file")]
    [InlineData("--index-url https://x/simple", "elsewhere than your index")]
    [InlineData("-i https://x/simple", "elsewhere than your index")]
    [InlineData("--extra-index-url https://x/simple", "elsewhere than your index")]
    [InlineData("--find-links /tmp", "elsewhere than your index")]
    [InlineData("--trusted-host x", "elsewhere than your index")]
    [InlineData("--no-binary :all:", "an option of pip")]
    [InlineData("alpha @ file:///tmp/alpha.whl", "from an address or a file")]
    [InlineData("https://x/alpha.whl", "from an address or a file")]
    [InlineData("./alpha", "from an address or a file")]
    [InlineData("alpha==1.0 --hash=sha256:1 --global-option=x", "no exact version")]
    [InlineData("https://x/${TOKEN}/alpha.whl", "a variable of the environment")]
    [InlineData("alpha==1.0; python_version > '3'", "a condition")]
    [InlineData("alpha>=1.0", "no exact version")]
    [InlineData("alpha==1.*", "no exact version")]
    [InlineData("# harmless\u2028--index-url https://x", "elsewhere than your index")]
    [InlineData("# harmless\u0085-e .", "so that code there runs")]
    [InlineData("alpha==1.0 \\\n --index-url=https://x", "from an address or a file")]
    public void What_says_more_than_versions_is_told_by_line_and_reason(string line, string reason)
    {
        var list = RequirementsFile.Parse($"# head\nbeta==1.0\n{line}\n");
        var other = Assert.Single(list.Others);

        Assert.Equal("beta==1.0", Assert.Single(list.Packages).ToString());
        Assert.InRange(other.Line, 3, 4);
        Assert.Contains(reason, other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_imported_packages_need_is_listed_too_where_it_is_installed()
    {
        var alpha = Info("alpha-1.0", "Requires-Dist: Be_ta (>=1)\nRequires-Dist: gone\nRequires-Dist: extra; extra == 'x'\n\nRequires-Dist: body\n");
        Info("be.ta-2.0", "Requires-Dist: gamma\n");
        Info("gamma-3.0", "");
        Info("extra-1.0", "");
        Info("body-1.0", "");
        var packages = NeededPackages.Of(new StreamModules([new StreamPackage("alpha", "1.0", null, alpha)], [], []));

        Assert.Equal(["alpha 1.0", "be.ta 2.0", "gamma 3.0"], packages.Select(package => $"{package.Name} {package.Version}"));
    }

    [Fact]
    public void A_conda_environment_is_listed_by_address_and_digest_without_tokens()
    {
        var records = Directory.CreateDirectory(Path.Combine(folder, "conda-meta")).FullName;
        File.WriteAllText(
            Path.Combine(records, "numpy.json"),
            $$"""{"url": "https://conda.example.org/t/tk-123/main/linux-64/numpy-1.0-py_0.conda", "sha256": "{{A}}", "md5": "x"}""");
        File.WriteAllText(
            Path.Combine(records, "zlib.json"),
            """{"url": "https://me:pw@conda.example.org/main/zlib-1.0-0.tar.bz2", "md5": "0123456789abcdef0123456789abcdef"}""");
        File.WriteAllText(Path.Combine(records, "torn.json"), "{");
        File.WriteAllText(Path.Combine(records, "history"), "");

        Assert.EndsWith(
            $"@EXPLICIT\nhttps://conda.example.org/main/linux-64/numpy-1.0-py_0.conda#sha256:{A}\n"
            + "https://conda.example.org/main/zlib-1.0-0.tar.bz2#0123456789abcdef0123456789abcdef\n",
            CondaPackages.ListOf(folder), StringComparison.Ordinal);
        Assert.Null(CondaPackages.ListOf(records));
    }

    [Fact]
    public void Files_of_the_distribution_are_known_by_package_and_version()
    {
        Assert.SkipUnless(File.Exists("/var/lib/dpkg/status"), "needs dpkg");
        var owners = DebianPackages.Owning(["/usr/bin/dpkg", "/usr/bin/sh", "/usr/local/bin/dpkg", folder]);

        Assert.StartsWith("dpkg=", owners["/usr/bin/dpkg"], StringComparison.Ordinal);
        Assert.DoesNotContain(folder, owners.Keys);
        Assert.DoesNotContain("/usr/local/bin/dpkg", owners.Keys);
    }

    private static Dictionary<string, SortedSet<string>> Locked(string package, params string[] hashes) => new() { [package] = [.. hashes] };

    private static string Write(Dictionary<string, SortedSet<string>> locked, params UsedPackage[] packages) =>
        RequirementsText.Write("3.11.2", packages, locked, []);

    private UsedPackage Package(string name, string version, string? origin = null)
    {
        var info = Directory.CreateDirectory(Path.Combine(folder, $"{PythonName.Normal(name.Split('\n')[0])}.info")).FullName;
        if (origin is not null)
        {
            File.WriteAllText(Path.Combine(info, "direct_url.json"), origin);
        }

        return new UsedPackage(name, version, info, null);
    }

    private string Info(string name, string needs)
    {
        var info = Directory.CreateDirectory(Path.Combine(folder, $"{name}.dist-info")).FullName;
        File.WriteAllText(Path.Combine(info, "METADATA"), $"Name: x\n{needs}");
        return info;
    }
}
