"""Payment providers: the local one, and adapters for WeChat Pay and Alipay."""
