using BenchmarkDotNet.Attributes;
using RealtimeHub.Contracts;

namespace RealtimeHub.Micro;

/// <summary>What does it cost to check the name of a topic, which every call and every request does?</summary>
public class TopicNames
{
    private readonly string _short = "prices:eurusd";
    private readonly string _longest = new('a', TopicName.MaxLength);
    private readonly string _wrongAtItsEnd = "prices:eurusd?";
    private readonly string _tooLong = new('a', TopicName.MaxLength + 1);

    [Benchmark]
    public bool A_valid_name_is_parsed() => TopicName.TryParse(_short, out _);

    [Benchmark]
    public bool A_valid_name_of_255_characters_is_parsed() => TopicName.TryParse(_longest, out _);

    [Benchmark]
    public bool A_name_with_a_wrong_character_at_its_end_is_refused() => TopicName.TryParse(_wrongAtItsEnd, out _);

    [Benchmark]
    public bool A_name_that_is_too_long_is_refused() => TopicName.TryParse(_tooLong, out _);
}
