namespace Lockstep.Tests.Data.Formats;

public sealed class CocoClassificationTests
{
    private const string Categories = """[{"id": 9, "name": "dog"}, {"id": 3, "name": "cat", "supercategory": "animal"}, {"id": 5, "name": "unused"}]""";

    internal static string Json(string images, string annotations, string categories = Categories) =>
        $$"""{"info": {"images": [1]}, "images": [{{images}}], "annotations": [{{annotations}}], "categories": {{categories}}, "licenses": []}""";

    internal static string Image(int id, string name) => $$"""{"id": {{id}}, "file_name": "{{name}}", "width": 1, "coco_url": null}""";

    internal static string Annotation(int image, int category) =>
        $$"""{"id": 1, "image_id": {{image}}, "category_id": {{category}}, "bbox": [1, 2.5, 3, 4], "segmentation": {"size": [] } }""";

    [Theory]
    [InlineData("annotations.json", "")]
    [InlineData("_annotations.coco.json", "images/")]
    public void One_file_has_all_images_and_the_classes_are_in_the_order_of_their_ids(string name, string at)
    {
        using var folder = new DataFolder().WithImages($"{at}b.jpg", $"{at}a.jpg", $"{at}none.jpg", $"{at}nowhere.jpg")
            .With(name, Json($"{Image(7, "b.jpg")},{Image(2, "a.jpg")},{Image(4, "none.jpg")}", $"{Annotation(2, 9)},{Annotation(7, 3)},{Annotation(2, 9)}"));
        var images = folder.Read();
        Assert.Equal("category", images.Layout);
        Assert.Equal(["cat", "unused", "dog"], images.Classes);
        Assert.Equal([$"{at}b.jpg cat -", $"{at}a.jpg dog -"], DataFolder.Shown(images));
        Assert.Equal(2, images.Unlabelled);
    }

    [Fact]
    public void Folders_for_train_valid_and_test_each_have_a_file()
    {
        using var folder = new DataFolder().WithImages("train/1.jpg", "valid/1.jpg", "test/1.jpg");
        foreach (var (part, category) in (Span<(string, int)>)[("valid", 9), ("test", 9), ("train", 3)])
        {
            folder.With($"{part}/_annotations.coco.json", Json(Image(1, "1.jpg"), Annotation(1, category)));
        }

        Assert.Equal(["train/1.jpg cat train", "valid/1.jpg dog val", "test/1.jpg dog test"], DataFolder.Shown(folder.Read()));
    }

    [Theory]
    [InlineData("train2017/")]
    [InlineData("images/train2017/")]
    [InlineData("images/")]
    [InlineData("train/")]
    [InlineData("")]
    public void The_published_layout_is_found_and_its_other_annotations_are_passed_over(string at)
    {
        using var folder = new DataFolder().WithImages($"{at}1.jpg", "val2017/2.jpg")
            .With("annotations/instances_train2017.json", Json(Image(1, "1.jpg"), Annotation(1, 3))).With("annotations/captions_train2017.json", "{}")
            .With("annotations/instances_val2017.json", Json(Image(2, "2.jpg"), Annotation(2, 9)));
        var images = folder.Read();
        Assert.Equal("split/category", images.Layout);
        Assert.Equal([$"{at}1.jpg cat train", "val2017/2.jpg dog val"], DataFolder.Shown(images));
    }

    [Fact]
    public void An_image_of_two_categories_is_named()
    {
        using var folder = new DataFolder().WithImages("a.jpg").With("annotations.json", Json(Image(1, "a.jpg"), $"{Annotation(1, 3)},{Annotation(1, 9)}"));
        Assert.Equal(
            "annotations.json: annotations[1]: a.jpg is 'dog' here and 'cat' in another annotation; classification needs one category an image.",
            folder.Problem());
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "", "annotations.json: it is not JSON: " },
        { "[]", "annotations.json: expected an object with the lists" },
        { "{}", "annotations.json: expected the lists images, annotations and categories, found none of them." },
        { """{"images": [], "annotations": []}""", "annotations.json: expected the lists images, annotations and categories, found annotations and images." },
        { """{"images": {}}""", "annotations.json: 'images' is no list." },
        { """{"images": [], "images": []}""", "annotations.json: 'images' stands there twice." },
        { """{"images": [""", "annotations.json:1:13: it is not JSON: it ends inside an object or a list." },
        {
            """{"images": [], "annotations": [], "categories": []} x""",
            "annotations.json:1:53: it is not JSON: 'x' is invalid after a single JSON value. Expected end of data."
        },
        { """{"images": [7]}""", "annotations.json: images[0]: is no object." },
        { """{"images": [{"id": 1}]}""", "annotations.json: images[0]: has no 'file_name'." },
        { """{"images": [{"id": "1", "file_name": "a.jpg"}]}""", "annotations.json: images[0]: 'id' is no whole number." },
        { """{"images": [{"id": 1e99, "file_name": "a.jpg"}]}""", "annotations.json: images[0]: 'id' is no whole number." },
        { """{"images": [{"id": 1, "id": 2, "file_name": "a.jpg"}]}""", "annotations.json: images[0]: 'id' stands there twice." },
        { """{"images": [{"id": 1, "file_name": "\ud800"}]}""", "annotations.json: it is not JSON: " },
        { Json(Image(1, "a.jpg"), Annotation(2, 3)), "annotations.json: annotations[0]: there is no image of the id 2." },
        { Json(Image(1, "a.jpg"), Annotation(1, 4)), "annotations.json: annotations[0]: there is no category of the id 4." },
        { Json($"{Image(1, "a.jpg")},{Image(1, "b.jpg")}", ""), "annotations.json: images[1]: id 1 is that of images[0] too." },
        {
            Json($"{Image(1, "a.jpg")},{Image(2, "a.jpg")}", $"{Annotation(1, 3)},{Annotation(2, 3)}"),
            "annotations.json: images[1]: file_name 'a.jpg' was named before, in annotations.json;"
        },
        { Json(Image(1, "z.jpg"), Annotation(1, 3)), "annotations.json: images[0]: file_name 'z.jpg' is not in the manifest; looked for z.jpg, images/z.jpg." },
        { Json(Image(1, "../a.jpg"), Annotation(1, 3)), "annotations.json: images[0]: file_name '../a.jpg' leads out of a folder" },
        { Json("", "", """[{"id": 1, "name": "x"}, {"id": 1, "name": "y"}]"""), "annotations.json: categories[1]: id 1 stands there twice." },
        { Json("", "", """[{"id": 1, "name": "x"}, {"id": 2, "name": "x"}]"""), "annotations.json: the categories 1 and 2 are both named 'x'" },
        { Json("", "", """[{"id": 1, "name": ""}]"""), "annotations.json: categories[0]: the name is empty" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_is_named_with_its_place_in_the_file(string json, string expected)
    {
        using var folder = new DataFolder().WithImages("a.jpg", "b.jpg").With("annotations.json", json);
        Assert.StartsWith(expected, folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_contradict_each_other_are_named()
    {
        using var folder = new DataFolder().WithImages("train/1.jpg", "val/2.jpg")
            .With("train/annotations.json", Json(Image(1, "1.jpg"), ""))
            .With("val/annotations.json", Json(Image(1, "1.jpg"), "", """[{"id": 3, "name": "bird"}]"""));
        Assert.Equal("val/annotations.json: categories[0]: id 3 is 'bird', but 'cat' in another file.", folder.Problem());
        folder.With("annotations.json", "{}");
        Assert.StartsWith(
            ".: annotations.json, train/annotations.json, val/annotations.json lie there; expected one file", folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_in_train_and_in_val_is_an_error()
    {
        using var folder = new DataFolder().WithImages("images/1.jpg")
            .With("annotations/train.json", Json(Image(1, "1.jpg"), Annotation(1, 3))).With("annotations/val.json", Json(Image(8, "1.jpg"), Annotation(8, 3)));
        Assert.Equal(
            "annotations/val.json: images[0]: file_name '1.jpg' was named before, in annotations/train.json; an image has one label.", folder.Problem());
    }
}
