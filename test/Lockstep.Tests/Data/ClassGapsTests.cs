using Lockstep.Samples;


namespace Lockstep.Tests.Data;

public sealed class ClassGapsTests
{
    [Fact]
    public void A_class_without_a_training_image_and_one_without_a_validation_image_are_named_with_the_nearest_name()
    {
        Assert.Equal(
            [
                "Data: 'dogs' has 6 validation images and no training image, so it is never learned. Is it 'dog'?",
                "Data: 'Cow' has 1 test image and no training image, so it is never learned. Is it 'cow'?",
                "Data: 'hen' has 2 validation images and 3 test images and no training image, so it is never learned.",
                "Data: 'dog' has 20 training images and no validation image, so no figure of the validation says anything of it. Is it 'dogs'?",
            ],
            ClassGaps.In(
                [new("cat", 20, 6, 0), new("dogs", 0, 6, 0), new("dog", 20, 0, 0), new("cow", 4, 4, 0), new("Cow", 0, 0, 1), new("hen", 0, 2, 3)],
                hasOwnSplit: true));
    }

    [Fact]
    public void Where_a_seed_parts_the_samples_only_what_is_never_learned_is_named()
    {
        Assert.Empty(ClassGaps.In([new("cat", 20, 6, 0), new("dog", 1, 0, 0), new("none", 0, 0, 0)], hasOwnSplit: false));
        Assert.Single(ClassGaps.In([new("cat", 20, 6, 0), new("dog", 0, 1, 0)], hasOwnSplit: false));
    }

    [Fact]
    public void A_class_that_lost_all_of_its_images_is_named() =>
        Assert.Equal(["Data: 'dog' has no image left, so it is never learned."], ClassGaps.Emptied(
            [new("cat", 2, 1, 0), new("dog", 2, 1, 0), new("cow", 0, 0, 0)], [new("cat", 2, 0, 0), new("dog", 0, 0, 0), new("cow", 0, 0, 0)]));

    [Fact]
    public void Of_many_classes_the_first_are_named_and_the_others_counted()
    {
        var gaps = ClassGaps.In([.. Enumerable.Range(0, 300).Select(number => new ClassCount($"class {number}", 0, 1, 0))], hasOwnSplit: true);
        Assert.Equal(11, gaps.Count);
        Assert.StartsWith("Data: 290 more such classes.", gaps[^1], StringComparison.Ordinal);
        var lost = ClassGaps.Emptied(
            [.. Enumerable.Range(0, 300).Select(number => new ClassCount($"class {number}", 1, 1, 0))],
            [.. Enumerable.Range(0, 300).Select(number => new ClassCount($"class {number}", 0, 0, 0))]);
        Assert.Equal((11, "Data: 290 more such classes."), (lost.Count, lost[^1]));
    }

    [Fact]
    public void Only_the_classes_that_are_named_are_compared_with_all_others()
    {
        ClassCount[] classes = [.. Enumerable.Range(0, 600).Select(number => new ClassCount($"n{number:00000000}", number % 2, 1 - (number % 2), 0))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(11, ClassGaps.In(classes, hasOwnSplit: true).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000); // of all pairs: 80 MB
    }
}
