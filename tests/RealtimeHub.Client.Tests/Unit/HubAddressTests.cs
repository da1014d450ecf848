using RealtimeHub.Client.Connecting;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class HubAddressTests
{
    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080/hub")]
    [InlineData("http://localhost:5080/", "http://localhost:5080/hub")]
    [InlineData("https://example.org/push/", "https://example.org/push/hub")]
    [InlineData("https://example.org/push/hub", "https://example.org/push/hub")]
    [InlineData("https://example.org/live?tenant=1", "https://example.org/live?tenant=1")]
    public void A_base_address_gets_the_path_of_the_hub(string given, string expected) =>
        Assert.Equal(expected, HubAddress.Parse(given).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost:5080")]
    [InlineData("ftp://localhost")]
    [InlineData("/hub")]
    public void Anything_else_is_refused_with_an_example(string given) =>
        Assert.Contains("http://localhost:5080", Assert.Throws<ArgumentException>(() => HubAddress.Parse(given)).Message, StringComparison.Ordinal);
}
