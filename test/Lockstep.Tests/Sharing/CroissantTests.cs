using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Sharing.Croissant;

namespace Lockstep.Tests.Sharing;

public sealed class CroissantTests
{
    private static readonly CroissantDetails Details = new(
        new DateOnly(2026, 1, 5), "Cats and dogs.", "https://spdx.org/licenses/CC-BY-4.0.html", "https://example.org/cats", "The Cat Society");

    // The specification's table of required properties, and distribution, which it requires beside them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_required_property_is_there(bool withDetails)
    {
        using var place = new SnapshotFolder();
        var description = Describe(place, withDetails ? Details : new CroissantDetails(Details.DatePublished));
        Assert.Equal("sc:Dataset", Text(description["@type"]));
        Assert.Equal("http://mlcommons.org/croissant/1.1", Text(description["conformsTo"]));
        Assert.Equal("dct:conformsTo", Text(description["@context"]?["conformsTo"]));
        foreach (var name in (string[])["@context", "description", "license", "name", "url", "creator", "datePublished", "distribution"])
        {
            Assert.NotNull(description[name]);
        }

        Assert.Equal("2026-01-05", Text(description["datePublished"]));
        Assert.Equal(place.Manifest.Id, Text(description["identifier"]));
    }

    [Fact]
    public void Every_file_is_a_file_object_with_its_digest_or_in_a_set()
    {
        using var place = new SnapshotFolder("cat/1.png", "cat/2.JPG", "dog/1.png", "a b%.csv");
        var distribution = Items(Describe(place)["distribution"]);
        var manifest = Assert.Single(distribution, item => Text(item["@id"]) == "manifest.json");
        Assert.Equal(Sha256.OfFile(place.Snapshot.ManifestPath, TestContext.Current.CancellationToken).Digest, Text(manifest["sha256"]));
        Assert.Equal("cats/manifest.json", Text(manifest["contentUrl"]));
        var other = Assert.Single(distribution, item => Text(item["name"]) == "a b%.csv");
        Assert.Equal(
            ("cr:FileObject", "cats/a%20b%25.csv", "text/csv", "19 B"),
            (Text(other["@type"]), Text(other["contentUrl"]), Text(other["encodingFormat"]), Text(other["contentSize"])));
        Assert.Equal(Sha256.Of("content of a b%.csv"), Text(other["sha256"]));
        var set = Assert.Single(distribution, item => Text(item["@type"]) == "cr:FileSet");
        Assert.Equal(["cats/*/*.JPG", "cats/*/*.png"], Texts(set["includes"]));
        Assert.Equal(["image/jpeg", "image/png"], Texts(set["encodingFormat"]));
    }

    [Fact]
    public void An_images_class_is_read_from_its_path()
    {
        using var place = new SnapshotFolder("cat/1.png", "cat/deep/2.png", "dog/1.png");
        var records = Items(Describe(place)["recordSet"]);
        Assert.Equal(["cat", "dog"], Items(Set(records, "classes")["data"]).Select(row => Text(row["classes/name"])));
        var label = FieldOf(records, "images/label");
        Assert.Equal(["sc:Text", "cr:Label"], Texts(label["dataType"]));
        Assert.Equal("sc:ImageObject", Text(FieldOf(records, "images/image")["dataType"]));
        Assert.Equal("cat", Captured(label, "cats/cat/deep/2.png"));
        Assert.Equal("cat", Captured(label, "/somewhere/else/cats/cat/1.png"));
        Assert.Equal("cats", Captured(label, "cats/cats/cat/1.png"));
    }

    [Fact]
    public void Parts_are_splits()
    {
        using var place = new SnapshotFolder("train/cat/1.png", "train/dog/1.png", "valid/cat/2.png", "test/dog/3.png");
        var records = Items(Describe(place)["recordSet"]);
        Assert.Equal(
            [("train", "cr:TrainingSplit"), ("valid", "cr:ValidationSplit"), ("test", "cr:TestSplit")],
            Items(Set(records, "splits")["data"]).Select(row => (Text(row["splits/name"]), Text(row["splits/url"]))));
        Assert.Equal(["sc:Text", "cr:Split"], Texts(FieldOf(records, "images/split")["dataType"]));
        Assert.Equal("valid", Captured(FieldOf(records, "images/split"), "cats/valid/cat/2.png"));
        Assert.Equal("cat", Captured(FieldOf(records, "images/label"), "cats/valid/cat/2.png"));
    }

    [Fact]
    public void Parts_within_a_folder_and_beside_others_are_named_in_patterns()
    {
        using var place = new SnapshotFolder("pets/training_set/cat/1.png", "pets/training_set/dog/1.png", "pets/test_set/dog/3.png", "pets/extra/x/1.png");
        var description = Describe(place);
        var records = Items(description["recordSet"]);
        Assert.Equal(
            ["cats/pets/test_set/*/*.png", "cats/pets/training_set/*/*.png"],
            Texts(Assert.Single(Items(description["distribution"]), item => Text(item["@id"]) == "image-files")["includes"]));
        Assert.Equal(["pets/training_set", "pets/test_set"], Items(Set(records, "splits")["data"]).Select(row => Text(row["splits/name"])));
        Assert.Equal("pets/test_set", Captured(FieldOf(records, "images/split"), "cats/pets/test_set/dog/3.png"));
        Assert.Equal("dog", Captured(FieldOf(records, "images/label"), "cats/pets/test_set/dog/3.png"));
    }

    [Fact]
    public void Every_reference_leads_to_an_id_that_stands_once()
    {
        using var place = new SnapshotFolder("train/cat/1.png", "train/dog/1.png", "val/cat/2.png", "images", "files", "classes/name", "image-files");
        var description = Describe(place);
        var nodes = Nodes(description).OfType<JsonObject>().Where(node => node.ContainsKey("@id")).ToArray();
        var ids = nodes.Where(node => node.Count > 1 && node.ContainsKey("name")).Select(node => Text(node["@id"])).ToArray();
        Assert.Equal(ids.Distinct().Order(), ids.Order());
        Assert.All(nodes.Where(node => node.Count == 1), reference => Assert.Contains(Text(reference["@id"]), ids));
    }

    [Fact]
    public void Files_that_are_no_images_in_class_folders_are_described_too()
    {
        using var place = new SnapshotFolder("1.png", "labels.csv");
        var description = Describe(place);
        Assert.Equal(["1.png", "labels.csv", "manifest.json"], Items(description["distribution"]).Select(file => Text(file["name"])).Order());
        Assert.Equal(["files"], Items(description["recordSet"]).Select(set => Text(set["@id"])));
    }

    [Fact]
    public void Many_files_that_end_alike_are_a_set()
    {
        using var place = new SnapshotFolder([.. Enumerable.Range(0, 101).Select(number => $"b[1]/{number}.xml"), "x/1.png", "y/1.png"]);
        Assert.Equal(
            ["cats/*/*.xml"],
            Items(Describe(place)["distribution"]).Where(item => Text(item["@id"]) == "file-set/.xml").SelectMany(item => Texts(item["includes"])));
    }

    [Fact]
    public void Nothing_is_replaced_and_nothing_written_into_the_snapshot()
    {
        using var place = new SnapshotFolder();
        CroissantDescription.Write(place.Snapshot, place.Manifest, place.PathOf("croissant.json"), Details);
        var before = place.Read("croissant.json");
        Assert.Throws<LockstepException>(
            () => CroissantDescription.Write(place.Snapshot, place.Manifest, place.PathOf("croissant.json"), Details with { Creator = "x" }));
        Assert.Throws<SealedFolderException>(() => CroissantDescription.Write(place.Snapshot, place.Manifest, place.PathOf("cats/croissant.json"), Details));
        Assert.Equal(before, place.Read("croissant.json"));
    }

    private static JsonObject Describe(SnapshotFolder place, CroissantDetails? details = null) =>
        Assert.IsType<JsonObject>(JsonNode.Parse(CroissantDescription.Describe(place.Snapshot, place.Manifest, place.Place, details ?? Details)));

    private static JsonNode Set(JsonNode[] records, string id) => Assert.Single(records, set => Text(set["@id"]) == id);

    private static JsonNode FieldOf(JsonNode[] records, string id) =>
        Assert.Single(records.SelectMany(set => Items(set["field"])), field => Text(field["@id"]) == id);

    private static string Captured(JsonNode field, string path) => Regex.Match(path, Text(field["source"]?["transform"]?["regex"])).Groups[1].Value;

    private static JsonNode[] Items(JsonNode? node) => [.. Assert.IsType<JsonArray>(node).OfType<JsonNode>()];

    private static string[] Texts(JsonNode? node) => [.. Items(node).Select(Text)];

    private static string Text(JsonNode? node) => Assert.IsAssignableFrom<JsonValue>(node).GetValue<string>();

    private static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject map => [map, .. map.SelectMany(member => Nodes(member.Value))],
        JsonArray list => list.SelectMany(Nodes),
        _ => [],
    };
}
