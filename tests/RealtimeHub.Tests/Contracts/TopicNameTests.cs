using CsCheck;
using RealtimeHub.Contracts;
using Xunit;

namespace RealtimeHub.Tests.Contracts;

public sealed class TopicNameTests
{
    private const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/-";

    [Theory]
    [InlineData("a")]
    [InlineData("host:cpu")]
    [InlineData("a/b.c_d-E:9:z")]
    [InlineData(":")]
    [InlineData("$server:stats")]
    public void A_name_of_allowed_characters_is_taken_as_it_is(string text)
    {
        Assert.True(TopicName.TryParse(text, out var name));
        Assert.Equal(text, name.Value);
        Assert.Equal(name, TopicName.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("a$")]
    [InlineData("$$a")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("ä")]
    [InlineData("a%2Fb")]
    [InlineData("a*")]
    [InlineData("\uFEFFa")]
    [InlineData("а")] // Looks like a Latin letter, but is Cyrillic.
    public void Everything_else_is_refused(string? text)
    {
        Assert.False(TopicName.TryParse(text, out var name));
        Assert.Equal("", name.Value);
    }

    [Fact]
    public void A_name_has_255_characters_at_most()
    {
        Assert.True(TopicName.TryParse(new string('a', 255), out _));
        Assert.False(TopicName.TryParse(new string('a', 256), out _));
        Assert.False(TopicName.TryParse("$" + new string('a', 255), out _));
    }

    [Theory]
    [InlineData("news", "")]
    [InlineData("host:cpu", "host")]
    [InlineData("a:b:c", "a")]
    [InlineData("a:", "a")]
    [InlineData(":a", "")]
    [InlineData("$server:stats", "$server")]
    public void The_namespace_is_what_stands_before_the_first_colon(string text, string expected) =>
        Assert.Equal(expected, TopicName.Parse(text).Namespace);

    [Theory]
    [InlineData("$server:stats", true)]
    [InlineData("$x", true)]
    [InlineData("server:stats", false)]
    public void A_dollar_marks_the_servers_own_topics(string text, bool own) =>
        Assert.Equal(own, TopicName.Parse(text).IsServerTopic);

    [Fact]
    public void Parse_says_what_a_name_may_be()
    {
        var error = Assert.Throws<FormatException>(() => TopicName.Parse("no spaces"));

        Assert.Contains("use 1 to 255 of A-Z a-z 0-9 _ . : / -", error.Message, StringComparison.Ordinal);
    }

    // Most texts of any characters are no names; those that are almost one tell more.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[0, 20],
        Gen.Frequency((30, Gen.Char["abcXYZ019_.:/-"]), (1, Gen.Char["$ \0~\u00e4\\*"])).Array[0, 12].Select(letters => new string(letters)));

    [Fact]
    public void A_text_is_a_name_exactly_when_all_its_characters_are_allowed() =>
        Texts.Sample(
            text => TopicName.TryParse(text, out _) == (text.TrimStart('$').Length == text.Length && text.Length > 0 && text.All(Allowed.Contains)
                || (text.Length > 1 && text[0] == '$' && text.Skip(1).All(Allowed.Contains))),
            iter: Campaign.Cases);
}
