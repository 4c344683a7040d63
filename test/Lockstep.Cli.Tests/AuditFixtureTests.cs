using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Each check of the audit against a project that violates it and one that does not.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed partial class AuditFixtureTests
{
    /// <summary>Where checks are held that take images, a training or a run.</summary>
    private static readonly string[] Elsewhere =
    [
        "test/Lockstep.Vision.Tests/Auditing/DataChecksTests.cs", "test/Lockstep.Vision.Tests/Auditing/RandomnessChecksTests.cs",
        "test/Lockstep.Cli.Tests/AuditRunTests.cs",
    ];

    public static TheoryData<string> Names => [.. AuditFixtures.Checks.Select(check => check.Name).Except(HeldElsewhere)];

    private static IEnumerable<string> HeldElsewhere
    {
        get
        {
            var texts = string.Concat(Elsewhere.Select(file => File.ReadAllText(Repository.PathOf(file))));
            return AuditFixtures.Checks.Select(check => check.Name).Where(name => !Directory.Exists(AuditFixtures.FolderOf(name))
                && System.Text.RegularExpressions.Regex.IsMatch(texts, $@"[""\s]{name}[""\s]"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_check_finds_what_violates_it(string check)
    {
        var (place, arguments) = await AuditFixtures.ArrangeAsync(check, "bad");
        using (place)
        {
            var found = AuditFixtures.FindingsOf(await AuditFixtures.AuditAsync(arguments), check).ToArray();
            Assert.NotEmpty(found);
            GoldenFile.Matches(
                $"test/fixtures/audit/{check}/bad.txt",
                string.Concat(found.Select(line => ThisMachine().Replace(line.Replace(place.Folder, "", StringComparison.Ordinal), "here …") + "\n")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_check_is_made_and_finds_nothing_in_what_does_not_violate_it(string check)
    {
        var (place, arguments) = await AuditFixtures.ArrangeAsync(check, "good");
        using (place)
        {
            var answer = await AuditFixtures.AuditAsync(arguments);
            Assert.Empty(AuditFixtures.FindingsOf(answer, check));
            var made = Assert.Single(answer["checks"]!.AsArray(), made => (string?)made!["check"] == check);
            Assert.Null((string?)made!["notChecked"]);
        }
    }

    [Fact]
    public void Each_fixture_is_of_a_check() => Assert.Empty(
        Directory.GetDirectories(AuditFixtures.FolderOf("")).Select(folder => Path.GetFileName(folder)!).Except(Names.Select(row => row.Data)));

    [Fact]
    public void A_check_says_what_it_measures_why_and_how_it_is_mended() => Assert.All(AuditFixtures.Checks, check =>
    {
        Assert.Matches(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", check.Name);
        Assert.All([check.Measures, check.Why], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.All([check.Title, check.Example, check.Repair], Assert.NotEmpty);
    });

    [System.Text.RegularExpressions.GeneratedRegex("here \"[^\"]*\"")]
    private static partial System.Text.RegularExpressions.Regex ThisMachine();
}
