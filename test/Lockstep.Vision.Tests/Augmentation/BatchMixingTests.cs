using System.Runtime.InteropServices;
using System.Text.Json;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class BatchMixingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mixes_to_the_very_bits_of_the_published_transforms_and_leaves_the_batch_alone(bool channelsLast)
    {
        foreach (var @case in Cases())
        {
            using var scope = NewDisposeScope();
            var images = Images(@case, "images", channelsLast);
            using var batch = new Batch(images, Labels(@case), []);
            var found = MixedBatch.Of(batch, MixtureOf(@case));
            Assert.Equal(Floats(@case, "mixed"), found.Images.contiguous().data<float>().ToArray());
            Assert.Equal(Floats(@case, "images"), images.contiguous().data<float>().ToArray());
            Assert.Equal(images.stride(), found.Images.stride());
        }
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 0.1)]
    public void The_loss_of_two_classes_and_a_weight_is_that_of_the_mixed_target(int place, double smoothing)
    {
        var loss = LossCatalog.Build(RecipeText.Loss(FormattableString.Invariant($"{{label_smoothing: {smoothing}}}")), classWeights: null);
        foreach (var @case in Cases())
        {
            using var scope = NewDisposeScope();
            using var batch = new Batch(Images(@case, "images", channelsLast: false), Labels(@case), []);
            var logits = tensor(Floats(@case, "logits")).reshape(batch.Labels.shape[0], -1);
            var found = MixedBatch.Of(batch, MixtureOf(@case)).LossOf(logits, loss).item<float>();
            Assert.Equal(@case.GetProperty("losses")[place].GetSingle(), found, 2e-6f);
        }
    }

    [Fact]
    public void The_part_and_the_weight_that_is_left_are_those_of_the_published_transform()
    {
        var compared = 0;
        foreach (var @case in Cases().Where(@case => @case.GetProperty("place").ValueKind == JsonValueKind.Array))
        {
            var (x, y) = (@case.GetProperty("place")[0].GetInt32(), @case.GetProperty("place")[1].GetInt32());
            var (part, weight) = CutMix.Cut(
                @case.GetProperty("drawn").GetDouble(), x, y, @case.GetProperty("shape")[2].GetInt32(), @case.GetProperty("shape")[3].GetInt32());
            Assert.Equal(PartOf(@case), part);
            Assert.Equal(@case.GetProperty("weight").GetDouble(), weight);
            compared++;
        }

        Assert.Equal(72, compared);
    }

    [Fact]
    public void What_a_batch_draws_depends_on_its_number_alone()
    {
        var recipe = RecipeText.Augment("mixup={alpha: 0.4, prob: 0.7}", "cutmix={alpha: 1, prob: 0.9}");
        var forwards = Enumerable.Range(0, 50).Select(batch => TextOf(recipe, (uint)batch)).ToArray();
        var backwards = Enumerable.Range(0, 50).Reverse().Select(batch => TextOf(recipe, (uint)batch)).Reverse();
        Assert.Equal(forwards, backwards);
        Assert.True(forwards.Distinct().Count() > 30);
    }

    [Fact]
    public void One_of_two_is_drawn_about_equally_often_and_without_the_other_each_stays_the_same()
    {
        var (mixup, cutmix) = (RecipeText.Augment("mixup={alpha: 0.4}"), RecipeText.Augment("cutmix={}"));
        var both = RecipeText.Augment("mixup={alpha: 0.4}", "cutmix={}");
        var mixups = 0;
        for (var batch = 0u; batch < 400; batch++)
        {
            var found = TextOf(both, batch);
            mixups += found == TextOf(mixup, batch) ? 1 : 0;
            Assert.Contains(found, new[] { TextOf(mixup, batch), TextOf(cutmix, batch) });
        }

        Assert.InRange(mixups, 160, 240);
    }

    [Fact]
    public void Batches_are_mixed_as_often_as_the_recipe_says()
    {
        var mixing = BatchMixing.Of(RecipeText.Augment("mixup={alpha: 0.4, prob: 0.3}"), seed: 5)!; // mixup is on
        Assert.InRange(Enumerable.Range(0, 1000).Count(batch => mixing.Draw(1, (uint)batch, 8, 4, 4) is not null), 250, 350);
        Assert.Null(BatchMixing.Of(RecipeText.Augment("mixup={prob: 0}", "cutmix={prob: 0}"), seed: 5));
        Assert.Null(BatchMixing.Of(RecipeText.Augment(), seed: 5));
    }

    [Fact]
    public void Every_image_has_one_partner_and_the_weight_is_that_of_the_pixels()
    {
        var mixing = BatchMixing.Of(RecipeText.Augment("cutmix={}"), seed: 5)!; // CutMix is on
        for (var batch = 0u; batch < 300; batch++)
        {
            var mixture = mixing.Draw(2, batch, 9, 30, 40)!; // its probability is 1
            Assert.Equal(Enumerable.Range(0, 9), mixture.Partners.Order());
            var part = mixture.Part!.Value; // CutMix has one
            Assert.InRange(part.Top, 0, 30 - part.Height);
            Assert.InRange(part.Left, 0, 40 - part.Width);
            Assert.Equal(1 - (part.Height * part.Width / 1200.0), mixture.Weight, 1e-12);
        }
    }

    private static string TextOf(AugmentRecipe recipe, uint batch)
    {
        var mixture = BatchMixing.Of(recipe, seed: 5)!.Draw(1, batch, 8, 20, 30); // something is on
        return mixture is null ? $"{batch} as it is" : $"{batch} {string.Join(' ', mixture.Partners)} {mixture.Weight:R} {mixture.Part}";
    }

    private static BatchMixture MixtureOf(JsonElement @case) =>
        new([.. @case.GetProperty("partners").EnumerateArray().Select(place => place.GetInt32())], @case.GetProperty("weight").GetDouble(), PartOf(@case));

    private static ImagePart? PartOf(JsonElement @case) =>
        @case.GetProperty("part") is { ValueKind: JsonValueKind.Array } part
            ? new ImagePart(part[0].GetInt32(), part[1].GetInt32(), part[2].GetInt32(), part[3].GetInt32())
            : null;

    private static Tensor Images(JsonElement @case, string name, bool channelsLast)
    {
        long[] shape = [.. @case.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
        var first = tensor(Floats(@case, name)).reshape(shape);
        return channelsLast ? first.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : first;
    }

    private static Tensor Labels(JsonElement @case) => tensor(@case.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64()).ToArray());

    private static float[] Floats(JsonElement @case, string name) => MemoryMarshal.Cast<byte, float>(@case.GetProperty(name).GetBytesFromBase64()).ToArray();

    private static JsonElement[] Cases()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "augmentation", "mixing.json")));
        return [.. fixture.RootElement.Clone().EnumerateArray()];
    }
}
